public import WickFrames

/// Where recordings go and when a new one begins.
public struct RecorderConfiguration: Sendable {
    /// Must exist.
    public var folder: String
    /// Files are named `<name>-2026-11-23.wick.zst`, further ones of a day `<name>-2026-11-23-2.wick.zst`.
    public var name: String
    /// A file that has grown to this many compressed bytes is followed by another.
    public var maximumFileBytes: Int
    /// A frame waits no longer than this for the disk, and a full disk is tried again after this.
    public var flushInterval: Duration
    /// Nil but in simulations.
    public var disk: DiskGate?

    /// Files of one day, more than which are a sign that something is wrong.
    static let maximumFilesADay = 10_000

    public init(
        folder: String, name: String = "market", maximumFileBytes: Int = 1 << 30, flushInterval: Duration = .seconds(1),
        disk: DiskGate? = nil
    ) {
        precondition(maximumFileBytes > 0 && flushInterval > .zero, "a recorder without room or time")
        self.folder = folder
        self.name = name
        self.maximumFileBytes = maximumFileBytes
        self.flushInterval = flushInterval
        self.disk = disk
    }
}

/// What happened to a recording, for the log pane.
public enum RecorderEvent: Equatable, Sendable, CustomStringConvertible {
    case opened(path: String)
    case closed(path: String, frames: Int)
    /// Frames wait in memory, or are lost once that is full; writing is tried again.
    case stalled(path: String, RecordingError)
    /// Writing works again; so many frames could not be kept meanwhile, and a gap in the recording says so.
    case recovered(path: String, lostFrames: Int)
    /// A frame that no recording can hold.
    case refused(path: String, RecordingError)

    public var description: String {
        switch self {
        case .opened(let path): "recording to \(path)"
        case .closed(let path, let frames): "\(path): closed after \(frames) frames"
        case .stalled(let path, let error), .refused(let path, let error): "\(path) \(error)"
        case .recovered(let path, let lost):
            "\(path): written again" + (lost == 0 ? "" : "; \(lost) frames could not be kept")
        }
    }
}

/// What a recorder came to.
public struct RecorderSummary: Equatable, Sendable {
    public var frames = 0
    /// Frames that are in no file, because the disk was full for too long or they were too long.
    public var lostFrames = 0
    /// How often writing failed and had to be tried again.
    public var stalls = 0
    public var files: [String] = []
    /// Whether the last of what was taken is on the disk.
    public var isComplete = true

    public init() {}
}
