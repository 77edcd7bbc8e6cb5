import json
import time

CACHE_SECONDS = 5 * 60


class AccessToken:
    """The access token of a secret; what it gives is at most five minutes old."""

    def __init__(self, client, secret_id):
        self._client = client
        self._secret_id = secret_id
        self._token = None
        self._until = 0.0

    def get(self):
        if self._token is None or time.monotonic() >= self._until:
            secret = self._client.get_secret_value(SecretId=self._secret_id)
            self._token = json.loads(secret["SecretString"])["access_token"]
            self._until = time.monotonic() + CACHE_SECONDS
        return self._token

    def forget(self):
        self._token = None


def call_api(access_token, request):
    """Calls an API. Should it answer 401, the secret may have changed: reads it again and calls once more."""
    response = request(access_token.get())
    if response.status != 401:
        return response
    access_token.forget()
    return request(access_token.get())
