"""Where the pages of the dashboard are."""

SECTIONS = ["company", "appearance", "intake", "email", "whatsapp", "chat", "response", "handout", "scoring"]


def places(lead, customer):
    """The address of each page by its name, with the pages of one lead and one customer."""
    return {
        "today": "/", "reports": "/reports", "leads": "/leads", "board": "/leads?layout=board", "lead": f"/leads/{lead}", "tasks": "/tasks",
        "customers": "/customers", "customer": f"/customers/{customer}", "statement": f"/customers/{customer}/statement", "products": "/products",
        "whatsapp": "/whatsapp", **{f"settings-{section}": f"/settings/{section}" for section in SECTIONS}, "forms": "/forms", "fields": "/fields", "users": "/users", "audit": "/audit",
        "account": "/account"}
