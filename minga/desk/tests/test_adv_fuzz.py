from __future__ import annotations
import datetime, itertools, re, traceback
import pytest
from django.test import Client
from django.urls import get_resolver, URLPattern, URLResolver
from minga.agreements.tests.conftest import *  # noqa
from minga.agreements.models import Agreement
from minga.spaces.tests import conftest as sp
from minga.plans.models import Plan

def pages(resolver, prefix="", ns=""):
    for p in resolver.url_patterns:
        if isinstance(p, URLResolver):
            yield from pages(p, prefix + str(p.pattern), p.namespace or ns)
        else:
            yield prefix + str(p.pattern), p

HUGE = [str(10**30), str(2**63), str(2**63-1), str(2**31), "0"]

@pytest.mark.django_db
def test_huge(agreement, coordinator, plan):
    c = Client(raise_request_exception=False)
    import logging
    bad = []
    c.force_login(coordinator)
    c2 = Client()
    c2.force_login(coordinator)
    for pattern, p in pages(get_resolver()):
        if pattern.startswith(("accounts", "static")): continue
        ints = re.findall(r"<(\w+):(\w+)>", pattern)
        if not any(k == "int" for k, _ in ints): continue
        for mode in ("allhuge", "firstreal"):
            for h in HUGE:
                n = [0]
                def sub(m):
                    kind, name = m.groups()
                    if kind == "int":
                        n[0] += 1
                        if mode == "firstreal" and n[0] == 1: return str(agreement.pk)
                        return h
                    if name == "plan": return "quito"
                    if name == "code": return "2.3.1"
                    if name == "record": return "agreements.agreement"
                    if kind == "uuid": return "12345678-1234-5678-1234-567812345678"
                    if name == "fmt": return "csv"
                    if name == "verb": return "report" if "commit" in pattern else "suspend"
                    if name == "part": return "text"
                    return "x"
                url = "/" + re.sub(r"<(\w+):(\w+)>", sub, pattern)
                for method in ("get", "post"):
                    try:
                        from django.db import transaction
                        with transaction.atomic():
                            r = getattr(c2, method)(url)
                            if r.status_code >= 500: bad.append((method, url, r.status_code))
                    except Exception as e:
                        bad.append((method, url, type(e).__name__ + str(e)[:80], traceback.extract_tb(e.__traceback__)))
    seen = set()
    for b in bad:
        where = [f for f in b[3] if "/minga/" in f.filename and "tests" not in f.filename][-1] if len(b) > 3 else ""
        k = (re.sub(r"\d+", "N", b[1]), b[0])
        if k in seen: continue
        seen.add(k)
        print(b[:3], where and f"{where.filename}:{where.lineno}")
    assert not bad
