"""JSON Web Tokens split and put together by hand, so that each part can be wrong on purpose."""

import base64
import hashlib
import hmac
import json
import re
import time

HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def header_of(token):
    return json.loads(decode(token.split(".")[0]))


def claims_of(token):
    return json.loads(decode(token.split(".")[1]))


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def mac(key, text, algorithm="HS256"):
    return hmac.new(key.encode(), text.encode(), HASHES[algorithm]).digest()


def signed(claims, key, algorithm="HS256", header=None):
    """A token of these claims under this key."""
    text = encode(compact(header or {"alg": algorithm, "typ": "JWT"}).encode()) + "." + encode(compact(claims).encode())
    return text + "." + encode(mac(key, text, algorithm))


class Forger:
    """Makes the tokens of jwt.json from a token that a sign-in returned and the instance's key."""

    def __init__(self, login_token, key, **ids):
        self.login_token = login_token
        self.key = key
        self.ids = ids

    def token(self, case):
        header = self._part(case["header"], header_of(self.login_token))
        payload = self._part(case["payload"], claims_of(self.login_token))
        text = encode(header) + "." + encode(payload)
        token = text + "." + self._signature(case["sign"], text)
        for operation in case.get("post", []):
            token = self._changed(token, operation)
        return token

    def _part(self, recipe, login):
        if "raw" in recipe:
            return self._filled(recipe["raw"], login).encode()
        if "raw_b64" in recipe:
            return base64.b64decode(recipe["raw_b64"])
        members = {**login, **recipe.get("set", {})}
        for name in recipe.get("remove", []):
            members.pop(name, None)
        return self._filled(compact(members), login).encode()

    def _filled(self, text, login):
        rest = {name: value for name, value in login.items() if name != "exp"}
        text = text.replace("{{login_members}}", compact(rest)[1:-1])
        text = re.sub(r'"\{\{num:([^}]*)\}\}"', lambda match: str(self._number(match[1])), text)
        text = re.sub(r"\{\{(now[+-]?\d*)\}\}", lambda match: str(self._number(match[1])), text)
        for name, value in self.ids.items():
            text = text.replace("{{" + name + "}}", value)
        return re.sub(r"\{\{repeat:(.):(\d+)\}\}", lambda match: match[1] * int(match[2]), text)

    @staticmethod
    def _number(expression):
        match = re.fullmatch(r"now([+-]\d+)?", expression)
        assert match, expression
        return int(time.time()) + int(match[1] or 0)

    def _signature(self, sign, text):
        if sign["alg"] == "none":
            return ""
        if sign["alg"] == "asis":
            return self.login_token.split(".")[2]
        assert sign["key"] == "server", sign
        return encode(mac(self.key, text, sign["alg"]))

    def _changed(self, token, operation):
        name, _, argument = operation.partition(":")
        return getattr(self, f"_{name}")(token, *([int(argument)] if argument else []))

    # The operations on a finished token

    @staticmethod
    def _strip_trailing_dot(token):
        return token.removesuffix(".")

    @staticmethod
    def _flip_sig(token, bit):
        head, payload, signature = token.split(".")
        data = bytearray(decode(signature))
        data[bit // 8] ^= 0x80 >> bit % 8
        return f"{head}.{payload}.{encode(bytes(data))}"

    @staticmethod
    def _flip_header(token):
        return ("f" if token[4] != "f" else "g").join([token[:4], token[5:]])

    @staticmethod
    def _flip_payload(token):
        head, payload, signature = token.split(".")
        return ".".join([head, payload[:5] + ("A" if payload[5] != "A" else "B") + payload[6:], signature])

    @staticmethod
    def _trunc_sig(token, count):
        head, payload, signature = token.split(".")
        data = decode(signature)
        return f"{head}.{payload}.{encode(data[:-1] if count == 1 else data[:count])}"

    @staticmethod
    def _sig_std_b64(token):
        head, payload, signature = token.split(".")
        return f"{head}.{payload}.{base64.b64encode(decode(signature)).decode()}"

    @staticmethod
    def _pad_all(token):
        return ".".join(part + "=" * (-len(part) % 4) for part in token.split("."))

    @staticmethod
    def _malleate_sig(token):
        return token[:-1] + _next_letter(token[-1])

    def _malleate_payload_resign(self, token):
        head, payload, _ = token.split(".")
        while len(payload) % 4 == 0:
            payload = encode(decode(payload)[:-1] + b" }")
        text = f"{head}.{payload[:-1]}{_next_letter(payload[-1])}"
        return f"{text}.{encode(mac(self.key, text))}"

    @staticmethod
    def _insert_ws_sig(token):
        head, payload, signature = token.split(".")
        return f"{head}.{payload}.  {signature}"

    @staticmethod
    def _insert_nl_payload(token):
        head, payload, signature = token.split(".")
        return f"{head}.{payload[:8]}\n{payload[8:]}.{signature}"

    @staticmethod
    def _insert_q_sig(token):
        return token[:-8] + "?" + token[-8:]

    @staticmethod
    def _append_dot(token):
        return token + "."

    @staticmethod
    def _append_part(token):
        return token + ".e30"

    @staticmethod
    def _two_parts(token):
        return token.rpartition(".")[0]

    @staticmethod
    def _one_part(token):
        return token.partition(".")[0]

    @staticmethod
    def _empty_header(token):
        return "." + token.partition(".")[2]

    @staticmethod
    def _empty_payload(token):
        head, _, signature = token.split(".")
        return f"{head}..{signature}"

    @staticmethod
    def _json_serialization(token):
        head, payload, signature = token.split(".")
        return compact({"payload": payload, "protected": head, "signature": signature})


def _next_letter(letter):
    """The base64url letter that differs in the last bit only."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(letter) ^ 1]
