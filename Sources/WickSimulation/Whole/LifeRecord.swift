import WickDomain
import WickFrames
import WickPipeline
import WickStore

/// What one process began with, gave out, and left behind.
struct LifeRecord: Sendable {
    enum Ending: Sendable, Equatable {
        /// In order: everything drained.
        case stopped
        /// In the middle of it.
        case died
    }

    let number: Int
    /// Of its frames.
    let header: RecordingHeader
    /// The store behind the start; what it holds is in a file of its own.
    let startStore: String
    let start: LiveStart
    /// How far the clock was behind that it began with, and that nothing contradicted then.
    let clockError: Duration
    /// Frames of the recordings before the first of its own.
    let firstFrame: Int
    /// Bytes of the newest recording before it wrote a frame of its own.
    let firstBytes: Int
    var ending = Ending.died
    /// In the order in which they were handed to the store.
    var rows = StoreWriter.Rows()
    /// Its frames that the disk kept.
    var frames: [Frame] = []
    /// Fingerprints of the store that it left.
    var left: [TableFingerprint] = []
    var receipt = StoreBatch.Receipt()
    /// Rows that waited at the end, and those for which there was no room.
    var unstored = RowCounts()
    var lost = RowCounts()
    var refused: [RefusalCount] = []
    var recorder = RecorderSummary()
    /// Whether all that it took in and gave out is on the disk: it stopped in order, and the disk was not full then.
    var isWhole: Bool {
        ending == .stopped && recorder.lostFrames == 0 && recorder.isComplete && unstored.isEmpty
    }
    /// Who predicted at the end, and who should have; both empty where it died.
    var seated: [ChampionNote] = []
    var registered: [ChampionNote] = []
    /// The most of what waited at any second.
    var longest = QueueLengths()
}

/// How much waits in each place that keeps something.
struct QueueLengths: Equatable, Sendable {
    var channelBytes = 0
    var storeRows = 0
    var storeBytes = 0
    var openPredictions = 0
    var headlines = 0
    var messages = 0

    mutating func take(_ other: QueueLengths) {
        channelBytes = max(channelBytes, other.channelBytes)
        storeRows = max(storeRows, other.storeRows)
        storeBytes = max(storeBytes, other.storeBytes)
        openPredictions = max(openPredictions, other.openPredictions)
        headlines = max(headlines, other.headlines)
        messages = max(messages, other.messages)
    }
}
