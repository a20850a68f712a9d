package import Frame
import Leads
import MariaDB
import Routing

/// The definitions of own fields. Their values belong to the domains whose records have them.
package let fieldsDomain = Domain<Context>(
    "Fields", groups: [fieldRoutes], tables: fieldTables,
    timedSteps: [
        TimedStep("values of deleted fields") { connection, _, now in
            try FieldRemoval(connection).runSome(at: now)
        }
    ])

private let fieldTables = [
    Grants.Table(
        "custom_fields",
        [
            "intake": "SELECT", Grants.Part(leadRoutes.pool): Grants.record, "crm": "SELECT",
            // Rules of the settings name fields.
            "accounts": "SELECT",
            .worker: "SELECT, DELETE",
        ]),
    Grants.Table(
        "custom_fields_state",
        [
            "intake": "SELECT", Grants.Part(leadRoutes.pool): "SELECT, UPDATE", "crm": "SELECT",
            .worker: "SELECT, UPDATE",
        ]),
]
