import Accounts
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Storage
import StoredSettings
import Values

/// What follows when a lead was not answered in time: its owner is mailed, once; when it stays so, it is handed over, once.
///
/// Each lead has one alarm, set to its due time by a trigger. The mail, the handover and the next alarm are one transaction.
struct LeadAlarms {
    /// The step of the worker.
    static let step = TimedStep("lateness") { connection, settings, now in
        try LeadRetiming.askForZone(settings, connection)
        return try LeadAlarms(connection, settings).runSome(at: now)
    }

    /// How many alarms are answered in one transaction.
    private static let batch = 100
    /// What was due longer ago is not mailed: the target is younger than the lead.
    private static let forgottenSeconds = 7 * 86_400.0

    private let connection: Connection
    private let settings: Settings
    private let store: LeadAlarmStore

    init(_ connection: Connection, _ settings: Settings) {
        self.connection = connection
        self.settings = settings
        store = LeadAlarmStore(connection)
    }

    /// Answers some of the alarms that have come.
    ///
    /// - Returns: how many.
    func runSome(at now: Date) throws -> Int {
        let leads = try store.due(at: now, Self.batch)
        guard !leads.isEmpty else { return 0 }
        // No gap is locked then: submissions go on.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction {
            let alarms = try store.take(leads, at: now)
            // Read when the leads are locked: who changes the settings has them counted again after that.
            let config = try ConfigStore(connection).snapshot()
            let clock = ResponseClock(config, by: settings.clock)
            let mails = LatenessMails(settings, config)
            var drafts: [OutboxMail.Derived] = []
            for alarm in alarms {
                drafts += try answer(alarm, clock, mails, LeadHandOver(connection, settings, config), at: now)
            }
            try OutboxStore(connection).add(drafts, domain: mails.domain)
            return alarms.count
        }
    }

    /// Does what an alarm is for, and sets the next one.
    ///
    /// - Returns: the mails about it.
    private func answer(
        _ alarm: LeadAlarm, _ clock: ResponseClock, _ mails: LatenessMails, _ handOver: LeadHandOver, at now: Date
    ) throws -> [OutboxMail.Derived] {
        let lead = alarm.lead
        let due = clock.due(of: lead)
        guard due == lead.dueAt else {
            // A change was made by other settings; the trigger sets the alarm again.
            try LeadStore(connection).setDueTimes([LeadStore.DueTime(id: lead.id, dueAt: due)])
            return []
        }
        guard let due, due < now else {
            try store.set(alarm.stage, at: due, of: lead.id)
            return []
        }
        if lead.inTime != false { try store.miss([lead.id]) }
        switch alarm.stage {
        case .due where now.timeIntervalSince(due) > Self.forgottenSeconds:
            try store.set(.done, at: nil, of: lead.id)
            return []
        case .due:
            try store.set(.late, at: clock.handover(ofDue: due), of: lead.id)
            let owner = try lead.ownerID.flatMap { try AccountStore(connection).find($0) }
            return mails.late(lead, due: due, to: owner)
        case .late:
            let moment = clock.handover(ofDue: due)
            guard let moment, moment < now else {
                try store.set(.late, at: moment, of: lead.id)
                return []
            }
            try store.set(.done, at: nil, of: lead.id)
            // Managers are mailed by it.
            _ = try handOver.run(lead.id, at: now)
            return []
        case .done:
            try store.set(.done, at: nil, of: lead.id)
            return []
        }
    }
}
