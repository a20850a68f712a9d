"""The routes of the contract, and the methods each answers."""

UNKNOWN_ID = "01890a5d-ac96-774b-bcce-b302099a8057"

METHODS = {
    "/health": {"GET"},
    "/api/v1/health": {"GET"},
    "/metrics": {"GET"},
    "/api/schema": {"GET"},
    "/openapi.json": {"GET"},
    "/api/v1/auth/register": {"POST"},
    "/api/v1/auth/login": {"POST"},
    "/api/v1/auth/token": {"POST"},
    "/api/v1/auth/refresh": {"POST"},
    "/api/v1/auth/logout": {"POST"},
    "/api/v1/auth/password": {"POST"},
    "/api/v1/auth/me": {"GET"},
    "/api/v1/me": {"GET"},
    "/api/v1/auth/password/forgot": {"POST"},
    "/api/v1/auth/password/reset": {"POST"},
    "/api/v1/auth/sessions": {"GET", "DELETE"},
    "/api/v1/auth/sessions/{id}": {"DELETE"},
    "/auth/register": {"POST"},
    "/auth/login": {"POST"},
    "/api/v1/users": {"GET", "POST"},
    "/api/v1/users/{id}": {"GET", "PATCH"},
    "/api/v1/audit": {"GET"},
    "/api/v1/leads": {"GET", "POST"},
    "/api/v1/leads/export": {"GET"},
    "/api/v1/leads/{id}": {"GET", "PATCH", "PUT", "DELETE"},
    "/api/v1/leads/{id}/status": {"PATCH"},
    "/api/v1/leads/{id}/resume": {"GET"},
    "/api/v1/leads/{id}/enquiries": {"GET"},
    "/api/v1/leads/{id}/history": {"GET"},
    "/api/v1/leads/{id}/score": {"GET"},
    "/api/v1/metrics/leads": {"GET"},
    "/api/v1/metrics/summary": {"GET"},
    "/api/v1/customers": {"GET", "POST"},
    "/api/v1/customers/{id}": {"GET", "PUT", "DELETE"},
    "/api/v1/customers/{id}/activate": {"PATCH"},
    "/api/v1/customers/{id}/interactions": {"GET", "POST"},
    "/api/v1/customers/{id}/interactions/{interaction_id}": {"PUT", "DELETE"},
    "/api/v1/customers/{id}/transactions": {"GET", "POST"},
    "/api/v1/customers/{id}/transactions/{transaction_id}/reverse": {"POST"},
    "/api/v1/interaction-types": {"GET"},
    "/api/v1/products": {"GET", "POST"},
    "/api/v1/products/{id}": {"GET", "PUT", "DELETE"},
    "/api/v1/config": {"GET", "PUT", "PATCH"},
    "/api/v1/config/public": {"GET"},
}
for section in ("company", "chat", "email", "appearance", "whatsapp", "scoring", "intake"):
    METHODS[f"/api/v1/config/{section}"] = {"GET", "PUT", "PATCH"}
    METHODS[f"/api/v1/config/{section}/history"] = {"GET"}

# Writes that say all by their address.
BODILESS = ("/activate", "/reverse")

# What a caller without a token is answered 401 for.
GUARDED = [
    ("GET", "/api/v1/auth/me"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/auth/sessions"),
    ("DELETE", "/api/v1/auth/sessions"),
    ("DELETE", f"/api/v1/auth/sessions/{UNKNOWN_ID}"),
    ("GET", "/api/v1/users"),
    ("POST", "/api/v1/users"),
    ("GET", f"/api/v1/users/{UNKNOWN_ID}"),
    ("PATCH", f"/api/v1/users/{UNKNOWN_ID}"),
    ("GET", "/api/v1/audit"),
    ("POST", "/api/v1/auth/password"),
    ("GET", "/api/v1/leads"),
    ("GET", f"/api/v1/leads/{UNKNOWN_ID}"),
    ("PATCH", f"/api/v1/leads/{UNKNOWN_ID}"),
    ("PUT", f"/api/v1/leads/{UNKNOWN_ID}"),
    ("PATCH", f"/api/v1/leads/{UNKNOWN_ID}/status"),
    ("GET", f"/api/v1/leads/{UNKNOWN_ID}/resume"),
    ("GET", f"/api/v1/leads/{UNKNOWN_ID}/enquiries"),
    ("GET", f"/api/v1/leads/{UNKNOWN_ID}/history"),
    ("GET", "/api/v1/leads/export"),
    ("DELETE", f"/api/v1/leads/{UNKNOWN_ID}"),
    ("GET", f"/api/v1/leads/{UNKNOWN_ID}/score"),
    ("GET", "/api/v1/metrics/leads"),
    ("GET", "/api/v1/metrics/summary"),
    ("GET", "/api/v1/customers"),
    ("POST", "/api/v1/customers"),
    ("GET", f"/api/v1/customers/{UNKNOWN_ID}"),
    ("PUT", f"/api/v1/customers/{UNKNOWN_ID}"),
    ("DELETE", f"/api/v1/customers/{UNKNOWN_ID}"),
    ("PATCH", f"/api/v1/customers/{UNKNOWN_ID}/activate"),
    ("GET", f"/api/v1/customers/{UNKNOWN_ID}/interactions"),
    ("POST", f"/api/v1/customers/{UNKNOWN_ID}/interactions"),
    ("GET", f"/api/v1/customers/{UNKNOWN_ID}/transactions"),
    ("POST", f"/api/v1/customers/{UNKNOWN_ID}/transactions"),
    ("GET", "/api/v1/interaction-types"),
    ("GET", "/api/v1/products"),
    ("POST", "/api/v1/products"),
    ("GET", f"/api/v1/products/{UNKNOWN_ID}"),
    ("PUT", f"/api/v1/products/{UNKNOWN_ID}"),
    ("DELETE", f"/api/v1/products/{UNKNOWN_ID}"),
]
GUARDED += [
    (method, path) for path, methods in METHODS.items() for method in sorted(methods)
    if path.startswith("/api/v1/config") and not path.endswith("/public")
]
