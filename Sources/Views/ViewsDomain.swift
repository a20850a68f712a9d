package import Frame
import Leads
import Routing

/// Lists that staff keep under a name.
package let viewsDomain = Domain<Context>(
    "Views", groups: [viewRoutes], tables: [Grants.Table("views", [Grants.Part(leadRoutes.pool): Grants.record])])
