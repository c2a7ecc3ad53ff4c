"""What the OpenAPI document cannot say: `from` does not come after `to`, and beyond ASCII a symbol has letters and digits only, in
at most 32 bytes. Generated pairs are put in order before they are sent, and generated symbols beyond ASCII are replaced."""

import re

import schemathesis

TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


@schemathesis.hook
def before_call(context, case, kwargs):
    query = case.query or {}
    if isinstance(query.get("symbol"), str) and not query["symbol"].isascii():
        query["symbol"] = "币安人生USDT"
    if isinstance(case.body, dict) and isinstance(case.body.get("symbols"), list):
        texts = [text if not isinstance(text, str) or text.isascii() else "币安人生USDT" for text in case.body["symbols"]]
        case.body["symbols"] = list(dict.fromkeys(texts)) if all(isinstance(text, str) for text in texts) else texts
    if all(isinstance(query.get(name), str) and TIME.fullmatch(query[name]) for name in ("from", "to")):
        query["from"], query["to"] = sorted((query["from"], query["to"]), key=lambda text: text.rstrip("Z"))
