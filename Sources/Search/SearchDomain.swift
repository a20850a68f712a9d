package import Frame
import Routing

/// One search for everything that staff look for by name.
package let searchDomain = Domain<Context>("Search", groups: [searchRoutes])
