#if canImport(Glibc)
    import Glibc
#endif
public import WickDomain
public import WickFrames
import WickVenues

/// Owns the open recording: writes every frame before anybody looks into it, and begins a new file with each UTC day and when one has grown
/// large. A full disk costs nothing at first (frames wait in memory), then the frames that find no room, and never what is in the
/// file already.
public actor RecorderActor {
    private let configuration: RecorderConfiguration
    private let header: RecordingHeader
    private let clock: FeedClock
    private let report: @Sendable (RecorderEvent) -> Void
    private var file: (writer: RecordingWriter, path: String, day: Timestamp)?
    /// Since when frames are lost, and how many, until a gap says so in the recording.
    private var lossStart: Timestamp?
    private var lost = 0
    private var isStalled = false
    private var isClosed = false
    /// Whether frames pass unrecorded.
    private var isPaused: Bool
    /// Since when they have been wanted; nil while they pass unrecorded, and before the first file.
    public private(set) var startTime: Timestamp?
    public private(set) var summary = RecorderSummary()

    private static let day: Duration = .seconds(86_400)

    /// - Parameters:
    ///   - header: of every file; `created` is set to the time of its first frame.
    ///   - isPaused: whether it waits for `open`.
    ///   - report: is told what happens, in order; must not block.
    public init(
        _ configuration: RecorderConfiguration, header: RecordingHeader, clock: FeedClock, isPaused: Bool = false,
        report: @escaping @Sendable (RecorderEvent) -> Void
    ) {
        self.configuration = configuration
        self.header = header
        self.clock = clock
        self.isPaused = isPaused
        self.report = report
    }

    /// Opens today's file, so that one that cannot be opened is found out at once, and goes on where it paused.
    public func open() throws(RecordingError) {
        try open(at: clock.now.wall)
        isPaused = false
    }

    /// Ends the file properly; frames pass unrecorded until the next `open`.
    public func pause() {
        finishFile()
        isPaused = true
        startTime = nil
    }

    /// Of the file that is being written.
    public var fileBytes: Int { file?.writer.fileBytes ?? 0 }

    /// Flushes on the clock until `close`, or until the task is cancelled.
    public func run() async {
        while !isClosed {
            do { try await clock.sleep(for: configuration.flushInterval) } catch { return }
            flush()
        }
    }

    /// Takes frames. Whatever goes wrong is reported and tried again: recording never stops what comes after it.
    public func record(_ batch: FrameBatch) {
        precondition(!isClosed, "recording after the end")
        guard !isPaused else { return }
        batch.forEach { entry, payload in
            let time = Timestamp(nanoseconds: entry.receivedNanoseconds)
            rotateIfDue(at: time)
            write(entry, payload, at: time)
        }
    }

    /// Writes what waits and ends the file properly; once more where the disk is full.
    public func close() {
        isClosed = true
        finishFile()
    }

    private func finishFile() {
        guard let file else { return }
        do throws(RecordingError) {
            try file.writer.close()
            report(.closed(path: file.path, frames: file.writer.frameCount))
        } catch {
            summary.isComplete = false
            stall(error, file.path)
        }
        self.file = nil
    }
}

extension RecorderActor {
    private func write(_ entry: FrameBatch.Entry, _ payload: UnsafeRawBufferPointer, at time: Timestamp) {
        guard let file else { return lose(at: time) }
        do throws(RecordingError) {
            if lossStart != nil { try writeLoss(until: time, to: file.writer) }
            try file.writer.write(
                receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: payload)
            summary.frames += 1
        } catch {
            switch error {
            case .cannotWrite:
                // The frame is taken and waits in memory.
                summary.frames += 1
                stall(error, file.path)
            case .backlogFull:
                stall(error, file.path)
                lose(at: time)
            default:
                summary.lostFrames += 1
                report(.refused(path: file.path, error))
            }
        }
    }

    private func lose(at time: Timestamp) {
        lossStart = lossStart ?? time
        lost += 1
        summary.lostFrames += 1
    }

    /// Nothing is lost in silence: the recording says for how long it has no frames.
    private func writeLoss(until time: Timestamp, to writer: RecordingWriter) throws(RecordingError) {
        guard let from = lossStart else { return }
        let note = GapNote(
            from: from, to: max(time, from + .microseconds(1)),
            reason: "\(lost) frames were not recorded: the disk was full")
        do throws(RecordingError) {
            try writer.write(Frame(receivedNanoseconds: time.nanoseconds, origin: .gap, payload: note.payload))
        } catch {
            // Taken, and waiting in memory.
            guard case .cannotWrite = error else { throw error }
        }
        lossStart = nil
        lost = 0
    }

    private func stall(_ error: RecordingError, _ path: String) {
        guard !isStalled else { return }
        isStalled = true
        summary.stalls += 1
        report(.stalled(path: path, error))
    }

    private func flush() {
        guard !isClosed, !isPaused else { return }
        let now = clock.now.wall
        guard let file else { return reopen(at: now) }
        do throws(RecordingError) {
            if isStalled {
                try file.writer.flush()
            } else {
                try file.writer.flushIfDue(nowNanoseconds: clock.wallNanoseconds)
            }
            recover(file.path)
        } catch { stall(error, file.path) }
    }

    private func recover(_ path: String) {
        guard isStalled else { return }
        isStalled = false
        report(.recovered(path: path, lostFrames: lost))
    }

    private func rotateIfDue(at time: Timestamp) {
        guard let file else { return reopen(at: time) }
        let isNewDay = time.floored(to: Self.day) > file.day
        guard isNewDay || file.writer.fileBytes >= configuration.maximumFileBytes else { return }
        do throws(RecordingError) {
            try file.writer.close()
        } catch {
            // As long as the old file cannot be ended, it goes on to take what comes.
            return stall(error, file.path)
        }
        report(.closed(path: file.path, frames: file.writer.frameCount))
        self.file = nil
        reopen(at: time)
    }

    /// After a file that could not be opened: tried again with the next flush.
    private func reopen(at time: Timestamp) {
        do throws(RecordingError) {
            try open(at: time)
            recover(configuration.folder)
        } catch { stall(error, configuration.folder) }
    }

    /// A file of today that a recorder left is continued, unless it has grown large already.
    private func open(at time: Timestamp) throws(RecordingError) {
        let day = time.floored(to: Self.day)
        for number in 1...RecorderConfiguration.maximumFilesADay {
            let path = path(of: day, number: number)
            var status = stat()
            let exists = stat(path, &status) == 0 && status.st_size > 0
            if exists, Int(status.st_size) >= configuration.maximumFileBytes { continue }
            let writer = try makeWriter(path, exists: exists, at: time)
            file = (writer, path, day)
            startTime = startTime ?? time
            if summary.files.last != path { summary.files.append(path) }
            report(.opened(path: path))
            return
        }
        throw .alreadyExists
    }

    private func makeWriter(_ path: String, exists: Bool, at time: Timestamp) throws(RecordingError) -> RecordingWriter
    {
        let options = RecordingWriter.Options(
            flushInterval: configuration.flushInterval, disk: configuration.disk)
        guard !exists else {
            let writer = try RecordingWriter.append(
                path: path, nowNanoseconds: time.nanoseconds, options: options)
            // A clock that was set back while nobody ran: the run goes on behind what is recorded.
            if let last = writer.continuesAfter { clock.run?.begin(after: last) }
            return writer
        }
        var header = header
        header.created = time.description
        return try .create(path: path, header: header, options: options)
    }

    private func path(of day: Timestamp, number: Int) -> String {
        let date = day.description.prefix(10)
        return "\(configuration.folder)/\(configuration.name)-\(date)\(number == 1 ? "" : "-\(number)").wick.zst"
    }
}
