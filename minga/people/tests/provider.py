"""A small OpenID Connect provider on loopback, as the standard describes one."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "minga", "a secret of the test"


@dataclass
class Provider:
    """Identifies everyone as the person of `claims`, without asking."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)  # claims of the id_token that differ
    refuses: str = ""
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # code: what it was given for

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the person goes back to."""
        assert query["client_id"] == CLIENT
        assert "openid" in query["scope"].split()
        if self.refuses:
            back = {"error": self.refuses, "state": query["state"]}
        else:
            code = secrets.token_urlsafe()
            self.asked[code] = query
            back = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def give_token(self, form: dict[str, str]) -> dict[str, Any]:
        """Against a code that is used once, by the client who asked for it."""
        asked = self.asked.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        assert form["redirect_uri"] == asked["redirect_uri"]
        assert (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", challenge)
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims = said | self.claims | self.token
        return {
            "access_token": "for userinfo",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, KEY, "RS256", {"kid": "1"}),
        }


class Server:
    """`with Server() as provider:` serves one until the end of the block."""

    def __enter__(self) -> Provider:
        provider = Provider()

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_line: Any) -> None: ...

            def answer(self, content: dict[str, Any], status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                match address.path:
                    case "/.well-known/openid-configuration":
                        self.answer(provider.discovery())
                    case "/jwks":
                        self.answer(provider.jwks())
                    case "/authorize":
                        self.send_response(302)
                        query = {k: v[0] for k, v in parse_qs(address.query).items()}
                        self.send_header("Location", provider.authorize(query))
                        self.end_headers()
                    case "/userinfo" if self.headers["Authorization"] == "Bearer for userinfo":
                        self.answer(provider.claims)
                    case _:
                        self.answer({}, 404)

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {k: v[0] for k, v in parse_qs(content).items()}
                try:
                    self.answer(provider.give_token(form))
                except (AssertionError, KeyError) as wrong:
                    self.answer({"error": "invalid_grant", "error_description": str(wrong)}, 400)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        provider.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return provider

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
