import Accounts
import Dispatch
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Serving
import Synchronization
import TestSupport
import Testing

@Suite struct LastAdminTests {
    @Test(arguments: 0..<10) func `of two admins who remove each other at once one stays`(round: Int) throws {
        let scratch = try ScratchAccounts()
        let admins = [try scratch.addUser("one", role: .admin), try scratch.addUser("two", role: .admin)]
        let accounts = scratch.resources.accounts
        let options = scratch.resources.service.settings.database
        let refused = Atomic(0)
        let failed = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            let administration = UserAdministration(Connection(options), accounts)
            do {
                var changed = admins[index]
                if round.isMultiple(of: 2) { changed.role = .agent } else { changed.isActive = false }
                if try !administration.change(admins[index], to: changed) { failed.add(1, ordering: .relaxed) }
            } catch UserAdministration.Refusal.lastAdmin {
                refused.add(1, ordering: .relaxed)
            } catch {
                failed.add(1, ordering: .relaxed)
            }
        }
        #expect(refused.load(ordering: .relaxed) == 1)
        #expect(failed.load(ordering: .relaxed) == 0)
        let store = AccountStore(scratch.resources.connection)
        let left = try admins.compactMap { try store.find($0.id) }.filter { $0.isActive && $0.role == .admin }
        #expect(left.count == 1)
    }
}
