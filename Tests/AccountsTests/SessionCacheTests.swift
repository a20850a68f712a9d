import Accounts
import Frame
import Testing
import Values

@Suite struct SessionCacheTests {
    /// The time, the revision and the sessions that a cache sees.
    final class World {
        var now = ContinuousClock.now
        var revision: UInt64 = 0
        var reads = 0
        var isLive = true

        func cache(limit: Int = SessionCache.limit) -> SessionCache {
            SessionCache(limit: limit, revision: { self.revision }, now: { self.now })
        }

        func caller(_ session: Session.ID, in cache: SessionCache) -> Caller? {
            cache.caller(of: session) {
                reads += 1
                return isLive ? Caller(id: User.ID(), username: "ada", role: .agent, session: session) : nil
            }
        }
    }

    let world = World()
    let session = Session.ID()

    @Test func `a session is read once in three seconds`() {
        let cache = world.cache()
        let first = world.caller(session, in: cache)
        world.now += .milliseconds(2999)
        #expect(world.caller(session, in: cache) == first)
        #expect(world.reads == 1)
        world.now += .milliseconds(1)
        #expect(world.caller(session, in: cache) != nil)
        #expect(world.reads == 2)
    }

    @Test func `a change of the revision ends all that is remembered at once`() {
        let cache = world.cache()
        _ = world.caller(session, in: cache)
        world.isLive = false
        #expect(world.caller(session, in: cache) != nil)
        world.revision += 1
        #expect(world.caller(session, in: cache) == nil)
    }

    @Test func `a revocation while a session is being read is not missed`() {
        let cache = world.cache()
        _ = cache.caller(of: session) {
            world.revision += 1
            return Caller(id: User.ID(), username: "ada", role: .agent, session: session)
        }
        world.isLive = false
        #expect(world.caller(session, in: cache) == nil)
    }

    @Test func `a session that was not found is looked for again`() {
        let cache = world.cache()
        world.isLive = false
        #expect(world.caller(session, in: cache) == nil)
        world.isLive = true
        #expect(world.caller(session, in: cache) != nil)
    }

    @Test func `more sessions than the limit are not kept`() {
        let cache = world.cache(limit: 2)
        for session in (0..<5).map({ _ in Session.ID() }) { _ = world.caller(session, in: cache) }
        _ = world.caller(session, in: cache)
        _ = world.caller(session, in: cache)
        #expect(world.reads == 6)
    }
}
