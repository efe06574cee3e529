"""Someone with a known password, and what a page says."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from minga.people.models import User

PASSWORD = "pan de yuca caliente"


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password}, **more)


def signed_in(client: Client) -> bool:
    return bool(client.get("/people/me/").status_code == 200)


def says(response: Any) -> str:
    """The words of the page, without its marks."""
    main = response.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
