/// How a store is opened.
public struct StoreConfiguration: Sendable {
    public enum Access: Sendable {
        /// The one writer of the file; makes it where it is missing and brings older ones up to date.
        case readWrite
        /// For tools, also while another process writes.
        case readOnly
    }

    /// Connections for readers, beside the writer's: the screen, the API, an export or two, training. One that is asked
    /// for beyond them waits.
    public static let maximumReaders = 8
    /// Each connection's cache of pages, of which SQLite would take 2 MB. Readers scan: what they read again soon are the
    /// upper pages of indexes.
    static let cacheKilobytes = (reader: 256, writer: 1024)
    /// How long a lock of another program (a shell, a notebook) is waited for. wick's own readers and writer never
    /// wait.
    public static let busyTimeout: Duration = .seconds(5)
    /// What remains of the write-ahead log after a checkpoint; a long reader may make it grow for a while.
    static let maximumIdleLogBytes = 64 << 20

    public var access: Access
    /// Whether to look at every page at the start. A year of minutes with sixty features (350 MB) takes 0.4 s of CPU
    /// time, and longer where the file must come from a slow disk.
    public var checksIntegrity: Bool
    /// Nil but in simulations; of those who write only.
    public var disturbance: StoreDisturbance?

    public init(
        access: Access = .readWrite, checksIntegrity: Bool = true, disturbance: StoreDisturbance? = nil
    ) {
        self.access = access
        self.checksIntegrity = checksIntegrity
        self.disturbance = disturbance
    }
}
