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
}

# What a caller without a token is answered 401 for.
GUARDED = [
    ("GET", "/api/v1/auth/me"),
    ("GET", "/api/v1/me"),
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
]
