package import Frame
import MariaDB
import Routing
import Storage
import StoredSettings

/// Submissions, leads and their résumés.
package let leadsDomain = Domain<Context>(
    "Leads", groups: [intakeRoutes, formPageRoutes, leadRoutes, formRoutes], internalGroups: [frontPageRoutes],
    fileGroups: [intakeRoutes.name, leadRoutes.name], tables: leadTables,
    answers: [
        IdempotencyTable("idempotency_records_intake", of: intakeRoutes.pool),
        IdempotencyTable("idempotency_records_leads", of: leadRoutes.pool),
    ],
    mailKinds: LeadMails.kinds + HandoutMails.kinds + LatenessMails.kinds, mailLists: [LeadMails.details],
    jobs: { _ in [LeadRescore(), LeadRetiming(), LeadMeasuring(), LeadBulkChange()] },
    events: [.leadCreated, .enquiryCreated, .leadChanged, .leadDeleted], followUpSteps: LeadFollowUp.steps,
    timedSteps: [LeadAlarms.step, QuarantineSweeps.addresses],
    sections: [ScoringConfig.self, IntakeConfig.self, HandoutConfig.self, ResponseConfig.self],
    publicSettings: [PublicSettings(of: IntakeConfig.self, only: ["privacy_url"])],
    metricSources: [LeadFollowUp.metrics],
    sweeps: [
        Sweep("turns of removed rules") { connection, _, _ in
            let rules = HandoutRules(try ConfigStore(connection).snapshot())
            return try HandoutStore(connection).removeTurns(except: rules.rules)
        }, QuarantineSweeps.expired, QuarantineSweeps.textsAndStamps,
    ],
    indexes: [
        IndexedRecords("leads") { connection, all, isRunning, progress in
            try LeadStore(connection).reindex(all: all, while: isRunning, progress: progress)
        }
    ],
    timelineSources: [
        LeadStore.timeline, LeadMail.timeline, LeadNoteStore.timeline, LeadHistoryStore.timeline, ConsentStore.timeline,
    ])

private let leadTables = [
    Grants.Table(
        "leads",
        [
            "intake": "SELECT, INSERT", "leads": "SELECT, INSERT, UPDATE, DELETE",
            "messaging": "SELECT (id, first_name, last_name, phone)", .worker: "SELECT, UPDATE",
        ]),
    // What follows from a submission is the worker's.
    Grants.Table("lead_counts", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("lead_days", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table(
        "enquiries",
        [
            "intake": "SELECT, INSERT", "leads": "SELECT, INSERT", .worker: "SELECT, UPDATE (follow_up)",
        ]),
    Grants.Table("lead_history", ["intake": "INSERT", "leads": "SELECT, INSERT", .worker: "SELECT, INSERT"]),
    Grants.Table("lead_handouts", [.worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("handout_turns", [.worker: Grants.record]),
    Grants.Table("lead_words", ["leads": "SELECT", "messaging": "SELECT", .worker: "SELECT, INSERT, DELETE"]),
    Grants.Table("lead_notes", ["leads": "SELECT, INSERT"]),
    Grants.Table("lead_tallies", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("lead_slots", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("lead_waits", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("lead_answers", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("lead_deltas", ["leads": "SELECT", .worker: "SELECT, DELETE"]),
    // Set by a trigger.
    Grants.Table("lead_alarms", ["leads": "SELECT", .worker: "SELECT, UPDATE"]),
    Grants.Table("late_leads", ["leads": "SELECT"]),
    Grants.Table("lead_values", ["leads": "SELECT", .worker: "SELECT, INSERT"]),
    Grants.Table("lead_value_counts", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("lead_number_ranges", ["leads": "SELECT", .worker: Grants.record]),
    Grants.Table("lead_number_deltas", ["leads": "SELECT", .worker: "SELECT, INSERT, DELETE"]),
    Grants.Table("lead_touches", ["leads": "SELECT", .worker: "SELECT, INSERT"]),
    Grants.Table("late_counts", ["leads": "SELECT"]),
    Grants.Table("lead_ranges", ["leads": "SELECT", .worker: Grants.record]),
    // Rules of the settings name forms.
    Grants.Table(
        "forms",
        ["intake": "SELECT", "accounts": "SELECT", "leads": Grants.record, .worker: "SELECT, UPDATE"]),
    Grants.Table(
        "form_versions",
        ["intake": "SELECT", "accounts": "SELECT", "leads": "SELECT, INSERT", .worker: "SELECT"]),
    Grants.Table("forms_state", ["intake": "SELECT", "leads": "SELECT, UPDATE"]),
    Grants.Table("form_days", ["leads": "SELECT", .worker: "SELECT, INSERT, UPDATE"]),
    // An entry moves from a lead that is deleted to its customer.
    Grants.Table(
        "consents", ["leads": "SELECT, INSERT, UPDATE (lead_id, customer_id)", .worker: "SELECT, INSERT"]),
    Grants.Table(
        "quarantine", ["intake": "SELECT, INSERT", "leads": "SELECT, INSERT, DELETE", .worker: "SELECT, DELETE"]),
    // Set by the triggers that judge.
    Grants.Table("recent_submissions", [.worker: "SELECT (received_at), DELETE"]),
    Grants.Table("recent_texts", [.worker: "SELECT (received_at), DELETE"]),
    Grants.Table("used_stamps", [.worker: "SELECT, DELETE"]),
]
