"""Whom a token acts for, and how far."""

from datetime import datetime

from ninja import Router
from pydantic import BaseModel

from claims.api.desk import shapes, shown
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.vocabulary import Role, Scope

router = Router(tags=["token"])


class TokenOut(BaseModel):
    person: shapes.Named
    roles: list[Role]
    name: str
    prefix: str
    scopes: list[Scope]
    expires_at: datetime


@endpoint(router, "GET", "/token", scope=None, answers=TokenOut, summary="Read what one's token may do")
def get_token(request: ApiRequest) -> Reply:
    """Any token may ask."""
    token = request.auth
    return Reply(
        TokenOut(
            person=shown.person(token.user),
            roles=[Role(role) for role in sorted(token.user.roles)],
            name=token.name,
            prefix=token.prefix,
            scopes=[Scope(scope) for scope in token.scopes],
            expires_at=token.expires_at,
        )
    )
