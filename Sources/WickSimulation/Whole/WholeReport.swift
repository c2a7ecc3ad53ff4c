/// What a run of the whole came to.
public struct WholeReport: Equatable, Sendable, CustomStringConvertible {
    public var jobCount = 0
    /// How often the process was started, and how often it died.
    public var lives = 0
    public var deaths = 0
    public var frames = 0
    public var trades = 0
    /// Minutes that stayed incomplete or unwatched.
    public var incomplete = 0
    public var vectors = 0
    /// Vectors that were made anew from what was known at their time.
    public var recomputed = 0
    public var headlines = 0
    public var scores = 0
    public var predictions = 0
    public var scored = 0
    /// Outcomes that are a reason.
    public var unscorable = 0
    public var open = 0
    /// Raised, and messages about them.
    public var alerts = 0
    public var messages = 0
    /// Rows that the API answered as they are stored.
    public var answered = 0
    public var runs = 0
    public var models = 0
    public var championChanges = 0
    /// What venues did wrong, and what happened to everything else.
    public var faults = 0
    public var violations = 0
    /// Rows that no table took, each with its reason.
    public var refused = 0
    /// Rows of streams that a replay gave again, byte for byte.
    public var replayed = 0
    /// Most bytes of frames that waited, and most rows that waited for the store.
    public var longestChannel = 0
    public var longestStoreQueue = 0
    public var recordingHash: UInt64 = 0
    /// Of all rows of all tables.
    public var storeHash: UInt64 = 0

    public init() {}

    /// What several runs came to: sums, and the longest of all queues; the hashes go into one.
    public static func += (sum: inout WholeReport, report: WholeReport) {
        for field in fields { sum[keyPath: field.path] += report[keyPath: field.path] }
        sum.longestChannel = max(sum.longestChannel, report.longestChannel)
        sum.longestStoreQueue = max(sum.longestStoreQueue, report.longestStoreQueue)
        sum.recordingHash = sum.recordingHash &* 31 &+ report.recordingHash
        sum.storeHash = sum.storeHash &* 31 &+ report.storeHash
    }

    private static var fields: [(name: String, path: WritableKeyPath<WholeReport, Int>)] {
        [
            ("jobs", \.jobCount), ("processes", \.lives), ("of them died", \.deaths), ("faults", \.faults),
            ("frames", \.frames), ("trades", \.trades), ("minutes marked incomplete", \.incomplete),
            ("vectors", \.vectors), ("made anew as of their time", \.recomputed), ("headlines", \.headlines),
            ("scores", \.scores), ("trainings", \.runs), ("models", \.models),
            ("changes of champion and challenger", \.championChanges), ("predictions", \.predictions),
            ("scored", \.scored), ("with a reason", \.unscorable), ("open", \.open), ("rows replayed", \.replayed),
            ("rows answered", \.answered), ("rows set aside", \.refused),
            ("alerts", \.alerts), ("messages", \.messages), ("rules broken", \.violations),
        ]
    }

    public var description: String {
        let counts = Self.fields.map { "\(self[keyPath: $0.path]) \($0.name)" }.joined(separator: ", ")
        let queues = "at most \(longestChannel) bytes and \(longestStoreQueue) rows waited"
        let hashes = "recording \(String(recordingHash, radix: 16)), store \(String(storeHash, radix: 16))"
        return "\(counts); \(queues); \(hashes)"
    }
}
