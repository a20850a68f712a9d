/// The jobs of this domain whose work leaves the house.
package enum OutgoingJobs {
    /// Their kinds.
    package static let kinds = [SessionStart.name, MessageJob.send.rawValue, MessageJob.react.rawValue]
}
