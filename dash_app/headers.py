"""What the browser is told to allow: nothing but this server."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response

__all__ = ["content_policy", "send_headers"]


def content_policy(script_hashes: Sequence[str]) -> str:
    """The Content-Security-Policy. It also keeps the page off the network.

    Styles may be inline: React and maplibre set them on elements; scripts may not, but for
    Dash's own, named by hash.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


def send_headers(server: Flask, policy: str) -> None:
    """Put the protective headers on every answer; a page that tells its own policy keeps it."""
    fixed = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }

    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in fixed.items():
            response.headers[name] = value
        return response

    server.after_request(add)
