from __future__ import annotations
import re, pytest, itertools, datetime
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from minga.people.models import Role, User
from minga.plans.models import Plan
from minga.intake.models import Document
from selectolax.lexbor import LexborHTMLParser
from tests.test_access import pages, values, in_review
from tests.staged import stage
WEIRD = ["-1", "x" * 5000, "\0", "1" * 24, "0001-01-01", "9999-12-31", "NaN", "²"]
PARAMS = ["after","page","q","year","period","unit","indicator","status","of","by","source","currency","competence","objective","initiative","articulation","key","frequency","when","basis","area","mechanism","entry","token","plan","begin","light","lacks","sort","direction","level","rows","depth","atomic","v"]

@pytest.mark.django_db
def test_fuzz(plan):
    document = Document.objects.get(imports__into="quito")
    review = in_review(document)
    staged = stage(Plan.objects.get(code="quito"))
    bad = []
    users = [User.objects.get(memberships__role=r) for r in ("coordinator","delegate")]
    n = 0
    for name, parts in sorted(set(pages(get_resolver()))):
        print(name, flush=True)
        if name.split(":")[0] not in ("monitoring","evaluation") or name in ("monitoring:report_file","monitoring:board_file","monitoring:chart","monitoring:indicator_chart","monitoring:take_in","monitoring:board"):
            continue
        url = reverse(name, kwargs=values(name, parts, document, review, staged))
        for who in users[:1]:
            client = Client(raise_request_exception=False); client.force_login(who)
            def ask(method, u, data=None):
                nonlocal n; n += 1
                with transaction.atomic():
                    r = getattr(client, method)(u, data) if data is not None else getattr(client, method)(u)
                    if r.streaming: b"".join(r.streaming_content)
                    transaction.set_rollback(True)
                if r.status_code >= 500:
                    exc = r.wsgi_request.__dict__.get("_exc", "")
                    bad.append(1); print("BAD", method, u, repr(data)[:300], r.status_code, flush=True)
                return r
            heavy = name in ("monitoring:report_file","monitoring:board_file","monitoring:chart","monitoring:indicator_chart")
            for w in (WEIRD if not heavy else WEIRD[:3]):
                ask("get", url, {p: w for p in PARAMS})
            page = ask("get", url)
            html = LexborHTMLParser(page.content.decode(errors="replace")) if page.get("Content-Type","").startswith("text/html") and page.status_code==200 else None
            fields = {}
            if html:
                for node in html.css("main input, main select, main textarea"):
                    k = node.attributes.get("name")
                    if k and k != "csrfmiddlewaretoken":
                        v = node.attributes.get("value") or ""
                        if node.tag == "select":
                            opts = [o.attributes.get("value") or "" for o in node.css("option")]
                            v = next((o for o in opts if o), "")
                        fields.setdefault(k, v)
            for w in WEIRD:
                ask("post", url, {k: w for k in fields} if fields else {"reason": w, "text": w, "sel": w, "anyway": w})
            for k in fields:
                for w in WEIRD:
                    ask("post", url, {**fields, k: w})
                ask("post", url, {**fields, k: ["1", w, ""]})
    print(n, "asked")
    
    assert not bad
