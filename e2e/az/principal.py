"""Who the SDK's programs are to a hub. Environment: HUB (https://host:port), TENANT, CLIENT, SECRET, REQUESTS_CA_BUNDLE."""
import os
import time

import requests
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError

HUB = os.environ["HUB"]


class Principal:
    """Signs in with the name and secret of a principal (RFC 6749, 4.4)."""

    def get_token(self, *scopes, **_):
        answer = requests.post(
            f"{HUB}/{os.environ['TENANT']}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": os.environ["CLIENT"],
                "client_secret": os.environ["SECRET"],
                "scope": " ".join(scopes),
            },
            timeout=30,
        )
        answer.raise_for_status()
        document = answer.json()
        return AccessToken(document["access_token"], int(time.time()) + document["expires_in"])


def refused(status, code, call):
    """Requires that the hub refuses the call so."""
    try:
        call()
    except HttpResponseError as problem:
        assert (problem.status_code, problem.error.code) == (status, code), problem
        return
    raise AssertionError(f"was to be refused with {status} {code}")
