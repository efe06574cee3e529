from __future__ import annotations
import datetime, re
import pytest
from django.test import Client
from django.utils import timezone
from minga.actors import actions as actor_actions
from minga.actors.models import Actor
from minga.agreements.actions import draft, life
from minga.agreements.actions.sign import sign
from minga.agreements.actions import obligations, amend
from minga.agreements.models import Agreement, Party
from minga.commitments.models import Commitment
from minga.people.models import User, Unit, Membership, Role
from minga.plans.models import *
from minga.spaces.actions import members, sessions, minutes, space as spaces
from minga.spaces.models import Space, Session
from minga.plans.actions import edit as plan_edit

TODAY = datetime.date.today()
D = datetime.timedelta

def force(agreement, by):
    for party in agreement.parties.select_related("actor"):
        party.agreement = agreement
        sign(party, by=by, on=TODAY - D(20), note="zzsignnote")
    life.bring_into_force(agreement, by=by)

@pytest.fixture
def world(plan, coordinator, head, delegate, mobility, university, led):
    kind = MechanismType.objects.get(code="convenio")
    made = {}
    # internal initiative
    hid = plan.initiatives.get(code="2.3.2")
    hid.visibility = "internal"; hid.name = "ZZINIT secreta"; hid.save()
    a = hid.articulations.first()
    a.objective = "ZZARTI secreta"; a.save()
    hidp = plan.initiatives.get(code="2.3.3")
    hidp.visibility = "partners"; hidp.name = "ZZPINIT aliadas"; hidp.save()
    ap = hidp.articulations.first(); ap.objective = "ZZPARTI aliadas"; ap.save()
    Plan.objects.filter(pk=plan.pk).update(revision=999999)
    # hidden actor
    ha = actor_actions.add(by=coordinator, name="ZZACTOR oculto", acronym="ZZACRO", visibility="internal", about="ZZABOUT", contacts=[["ZZCONTACT","c","zz@zz.invalid","02", False]])
    kid = actor_actions.add(by=coordinator, name="Hija publica del oculto", parent=ha.pk, contacts=[["ZZCONTACTB","c","zzb@zz.invalid","02 zzphone", False]])
    other_unit = Unit.objects.create(name="Otra aliada", external=True)
    from minga.actors.units import actor_of
    oa = actor_of(other_unit)
    stranger = User.objects.create_user("otra@x.invalid", name="Otra aliada persona")
    Membership.objects.create(user=stranger, unit=other_unit, role="partner")
    case = User.objects.create_user("caso@x.invalid", name="Caso")
    Membership.objects.create(user=case, role="case_worker")
    # public agreement with internal initiative, hidden party
    pub = draft.create(plan, by=delegate, title="Convenio abierto", type=kind, unit=mobility.unit, articulations=[led.articulations.first()], object="publico", starts=TODAY - D(30), ends=TODAY + D(300))
    draft.add_party(pub, ha, by=delegate); draft.add_party(pub, university, by=delegate)
    draft.link(pub, a, by=delegate)
    draft.link(pub, ap, by=delegate)
    obligations.oblige(pub, pub.parties.get(actor=ha), by=delegate, text="obligacion publica", due=TODAY + D(30))
    obligations.oblige(pub, pub.parties.get(actor=university), by=delegate, text="obligacion de universidad", due=TODAY + D(30))
    life.send_to_review(pub, by=delegate); life.give_back(pub, by=head, reason="ZZRETURN razon interna"); life.send_to_review(pub, by=delegate); life.clear(pub, by=head)
    force(pub, head)
    # internal agreement in force
    inn = draft.create(plan, by=delegate, title="ZZINTAGR", type=kind, unit=mobility.unit, articulations=[led.articulations.first()], object="ZZINTOBJ", number="ZZNUM", starts=TODAY - D(30), ends=TODAY + D(300), visibility="internal")
    draft.add_party(inn, university, by=delegate); draft.add_party(inn, oa, by=delegate)
    obligations.oblige(inn, inn.parties.get(actor=mobility), by=delegate, text="ZZINTOBL", due=TODAY + D(30))
    life.send_to_review(inn, by=delegate); life.clear(inn, by=head); force(inn, head)
    # partners agreement of university only
    par = draft.create(plan, by=delegate, title="ZZPARAGR", type=kind, unit=mobility.unit, articulations=[led.articulations.first()], object="ZZPAROBJ", starts=TODAY - D(30), ends=TODAY + D(300), visibility="partners")
    draft.add_party(par, university, by=delegate)
    obligations.oblige(par, par.parties.get(actor=mobility), by=delegate, text="ZZPAROBL", due=TODAY + D(30))
    life.send_to_review(par, by=delegate); life.clear(par, by=head); force(par, head)
    # public that became internal
    was = draft.create(plan, by=delegate, title="ZZWASAGR", type=kind, unit=mobility.unit, articulations=[led.articulations.first()], starts=TODAY - D(30), ends=TODAY + D(300))
    draft.add_party(was, ha, by=delegate)
    obligations.oblige(was, was.parties.get(actor=mobility), by=delegate, text="ZZWASOBL", due=TODAY + D(30))
    life.send_to_review(was, by=delegate); life.clear(was, by=head); force(was, head)
    was.refresh_from_db()
    draft.edit(was, by=delegate, version=was.version, visibility="internal")
    # draft
    dra = draft.create(plan, by=delegate, title="ZZDRAFT", type=MechanismType.objects.exclude(family="space").exclude(pk=kind.pk).first(), unit=mobility.unit, articulations=[led.articulations.first()])
    # spaces
    def space(name, vis, others):
        s = spaces.create(by=delegate, plan=plan, unit=mobility.unit, name=name, articulations=[led.articulations.first()], visibility=vis, mandate=f"{name}MANDATE")
        for actor in [mobility, *others]:
            m = members.add_member(s, actor, by=delegate)
            members.add_delegate(m, name=f"ZZDELEG {actor.pk}", email=f"zzd{actor.pk}@zz.invalid", by=delegate)
        spaces.constitute(s, on=TODAY, by=delegate)
        day = timezone.now() + D(days=-1)
        x = sessions.plan(s, starts=day, ends=day + D(hours=2), place="lugar", link="https://zzlink.example.org/", agenda=["punto"], by=delegate)
        sessions.call(x, by=delegate)
        sessions.attend(x, {m: sessions.Came(True, "ZZWHO") for m in s.members.all()}, by=delegate)
        sessions.open(x, by=delegate)
        minutes.add_line(x, kind="decision", text=f"ZZLINE {name}", by=delegate)
        minutes.add_line(x, kind="commitment", text=f"ZZCOMM {name}", actor=mobility, due=TODAY + D(20), by=delegate)
        sessions.close(x, by=delegate)
        y = sessions.plan(s, starts=day + D(days=30), ends=day + D(days=30, hours=2), place="ZZPLANNEDPLACE", link="https://zzlink.example.org/", agenda=["ZZAGENDA"], by=delegate)
        made[name] = (s, x, y)
        return s
    space("Mesa publica", "public", [university, ha, oa])
    space("ZZMESAINT", "internal", [university, oa])
    space("ZZMESAPAR", "partners", [university])
    w = space("ZZMESAWAS", "public", [ha])
    x = made["ZZMESAWAS"][1]
    minutes.submit(x, by=delegate); minutes.approve(x, by=head); minutes.publish(x, by=head)
    w.refresh_from_db()
    spaces.edit(w, by=delegate, version=w.version, visibility="internal")
    # contacts etc
    made |= dict(pub=pub, inn=inn, par=par, was=was, dra=dra, ha=ha, kid=kid, oa=oa, hid=hid, hidp=hidp, stranger=stranger, case=case)
    return made

def urls(w, plan):
    from django.urls import reverse
    out = ["/", "/search/?q=secreta", "/calendar/", "/work/", "/notices/"]
    for q in ("zzinit","zzactor","oculto","hija","zzintagr","zzparagr","zzwasagr","zzwasobl","zzdraft","zzmesaint","mesa","zzcomm","zzline","zzparobl","zzintobl","zzcontact","abierto", "convenio", "obligacion", "universidad"):
        out.append(f"/search/?q={q}")
    import minga.base.domain as d
    bases = ["/actors/", "/agreements/", "/agreements/expiry/", "/agreements/calendar/", "/spaces/", "/commitments/", "/actors/network/", "/actors/gaps/", "/plans/quito/", "/plans/quito/matrix/", "/plans/quito/completeness/", "/plans/quito/findings/","/plans/quito/area/","/plans/quito/parties/","/plans/quito/levels/","/plans/quito/editions/", "/territory/"]
    return out

@pytest.mark.django_db
def test_leaks(world, plan, partner, coordinator):
    from django.urls import get_resolver
    from minga.desk.tests.test_adv_fuzz import pages
    from minga.files.models import StoredFile
    w = world
    who = {"anon": None, "stranger": w["stranger"], "partner": partner}
    # what each may legitimately see
    allowed = {"anon": set(), "stranger": set(), "partner": {"ZZPARAGR","ZZPAROBJ","ZZMESAPAR","ZZMESAPARMANDATE","ZZPINIT","ZZPARTI"}}
    ints = {"agreements": [w[k].pk for k in ("pub","inn","par","was","dra")], "spaces": [w[k][0].pk for k in ("Mesa publica","ZZMESAINT","ZZMESAPAR","ZZMESAWAS")],
        "commitments": list(Commitment.objects.values_list("pk", flat=True)), "actors": [w["ha"].pk, w["kid"].pk, w["oa"].pk, Actor.objects.get(name__startswith="Secretaría de Movilidad").pk, Actor.objects.get(name="Universidad de demostración").pk]}
    paths = ["/search/?q=" + q for q in ("zzinit","secreta","zzactor","oculto","hija","zzintagr","zzparagr","zzwasagr","zzwasobl","zzdraft","zzmesaint","zzmesa", "mesa","zzcomm","zzline","zzparobl","zzintobl","zzcontact","abierto", "obligacion", "universidad")]
    for pattern, p in pages(get_resolver()):
        if pattern.startswith(("accounts","import/", "language")) or "uuid" in pattern: continue
        names = re.findall(r"<(\w+):(\w+)>", pattern)
        combos = [pattern]
        app = pattern.split("/")[0]
        def expand(combos, token, values):
            return [c.replace(token, str(v)) for c in combos for v in values] if any(token in c for c in combos) else combos
        combos = expand(combos, "<slug:plan>", ["quito"])
        combos = expand(combos, "<code:code>", ["2.3.1","2.3.2","2.3.3","2.3.10"])
        combos = expand(combos, "<int:pk>", ints.get(app, [1]))
        combos = expand(combos, "<int:number>", [1, 2])
        for t in re.findall(r"<int:\w+>", pattern):
            combos = expand(combos, t, [1])
        combos = expand(combos, "<str:fmt>", ["csv","json","xlsx"] if "plans" not in app else ["csv", "json"])
        combos = expand(combos, "<slug:fmt>", ["csv","json","graphml"])
        combos = expand(combos, "<slug:what>", ["spaces","sessions","actors","ties","network"])
        combos = expand(combos, "<slug:kind>", ["no-counterpart","overloaded"])
        for t in re.findall(r"<\w+:\w+>", pattern):
            combos = expand(combos, t, ["report", "text", "step"])
        paths += ["/" + c for c in combos]
    extra = []
    for a in ints["actors"]:
        extra += [f"/agreements/?actor={a}", f"/spaces/?actor={a}", f"/commitments/?actor={a}&state=all", f"/commitments/file.csv?actor={a}&state=all"]
    extra += ["/commitments/?state=all", "/commitments/file.csv?state=all", "/agreements/?status=draft", "/agreements/?sort=ends", "/spaces/?status=proposed", "/agreements/?month=" + (TODAY + D(300)).strftime("%Y-%m"), "/actors/?q=zzactor", "/actors/?q=hija", "/agreements/new/?articulation=%d" % w["hid"].articulations.first().pk, "/spaces/new/?articulation=%d" % w["hid"].articulations.first().pk, "/actors/network/?year=2026", "/plans/quito/?q=zzinit"]
    for g in ("without-counterpart", ): pass
    paths += extra
    sentinels = re.compile(r"ZZ[A-Z]+(?: ZZMESA[A-Z]+| Mesa)?|zzd\d+@|zzlink|zzphone|zz@zz|zzb@zz|2\.3\.2/|Otra aliada persona")
    found = {}
    for name, user in who.items():
        c = Client(raise_request_exception=False)
        if user: c.force_login(user)
        for path in dict.fromkeys(paths):
            r = c.get(path)
            if r.status_code >= 500:
                found.setdefault((name, "500"), []).append(path); continue
            if r.status_code in (404, 405, 403): continue
            body = b"".join(r.streaming_content) if r.streaming else r.content
            if path.endswith("xlsx"):
                import io, openpyxl
                try:
                    wb = openpyxl.load_workbook(io.BytesIO(body)); body = "\n".join(str(v) for s in wb for row in s.values for v in row).encode()
                except Exception as e: print("xlsx", path, e)
            text = body.decode(errors="replace")
            text = re.sub(r'(value="|q=|«)[^"»&]*ZZ', "", text)
            q = re.search(r"q=(\w+)", path)
            hits = set(sentinels.findall(text))
            for h in hits:
                if h in allowed[name]: continue
                found.setdefault((name, h), []).append(path)
    for k, v in sorted(found.items()):
        print("LEAK", k, len(v), v[:4])
    print(len(paths), "paths")
    assert not found
