public import FoundationEssentials

/// How a server is, as far as any of its users may know.
public struct ServerState: RowDecodable, Sendable, Equatable {
    /// Its version, such as `10.11.11-MariaDB-0+deb12u1`.
    public let version: String
    /// Whether it refuses writes of ordinary users.
    public let isReadOnly: Bool
    /// How many connections are open, of all users.
    public let connections: Int
    /// How many there may be.
    public let connectionLimit: Int
    /// Its clock, in UTC.
    public let now: Date
    /// Whether it replicates from another server now.
    public let isReplicating: Bool
    /// Whether it ever did.
    public let hasReplicated: Bool
    /// The nodes of its cluster, 0 while it has lost all of them; nil for a server without a cluster.
    public let clusterNodes: Int?
    /// Whether its cluster has the quorum and the node takes statements.
    public let isClusterReady: Bool

    /// The row of ``Connection/serverState()``.
    public init(row: borrowing Row) throws(DatabaseError) {
        version = try row["version"]
        isReadOnly = try row["is_read_only"]
        connections = try row["connections"]
        connectionLimit = try row["connection_limit"]
        now = try row["now"]
        isReplicating = try row["is_replicating"]
        hasReplicated = try row["has_replicated"]
        let nodes: Int = try row["cluster_nodes"]
        clusterNodes = try row["is_clustered"] ? nodes : nil
        isClusterReady = try row["is_cluster_ready"]
    }
}

extension Connection {
    /// How the server is that this connection is on.
    ///
    /// Source: `GLOBAL_STATUS`, MariaDB Server 10.11; `wsrep_cluster_status`, `wsrep_ready`, Galera.
    /// - Throws: ``DatabaseError``.
    public func serverState() throws(DatabaseError) -> ServerState {
        let state: ServerState? = try fetchFirst(
            """
            SELECT @@GLOBAL.version AS version, @@GLOBAL.read_only OR @@GLOBAL.innodb_read_only AS is_read_only,
              CAST(MAX(IF(VARIABLE_NAME = 'THREADS_CONNECTED', VARIABLE_VALUE, 0)) AS INT) AS connections,
              @@GLOBAL.max_connections AS connection_limit, UTC_TIMESTAMP(6) AS now,
              MAX(VARIABLE_NAME = 'SLAVE_RUNNING' AND VARIABLE_VALUE = 'ON') AS is_replicating,
              @@GLOBAL.gtid_slave_pos <> '' AS has_replicated,
              CAST(MAX(IF(VARIABLE_NAME = 'WSREP_CLUSTER_SIZE', VARIABLE_VALUE, 0)) AS INT) AS cluster_nodes,
              EXISTS (
                SELECT 1
                FROM information_schema.GLOBAL_VARIABLES
                WHERE VARIABLE_NAME = 'WSREP_ON' AND VARIABLE_VALUE = 'ON') AS is_clustered,
              SUM(
                VARIABLE_NAME = 'WSREP_CLUSTER_STATUS' AND VARIABLE_VALUE = 'Primary'
                OR VARIABLE_NAME = 'WSREP_READY' AND VARIABLE_VALUE = 'ON') = 2 AS is_cluster_ready
            FROM information_schema.GLOBAL_STATUS
            WHERE VARIABLE_NAME IN (
              'THREADS_CONNECTED', 'SLAVE_RUNNING', 'WSREP_CLUSTER_SIZE', 'WSREP_CLUSTER_STATUS', 'WSREP_READY')
            """)
        guard let state else { throw DatabaseError(.undecodable(column: "version")) }
        return state
    }
}
