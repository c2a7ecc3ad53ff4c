#if canImport(Glibc)
    import Glibc
#endif
public import WickDomain

/// Writes a recording so that a crash costs at most the last second: compressed blocks reach the file whole and on line
/// boundaries. Keeps no clock of its own: time comes with the frames and with `flushIfDue`. Owned by one recorder.
public final class RecordingWriter {
    /// When lines are compressed, written, and closed off. Shorter intervals cost size.
    public struct Options: Sendable {
        public var compression: RecordingCompression
        /// A frame waits no longer than this for the disk.
        public var flushInterval: Duration
        /// A new zstd frame begins before it would hold more decoded bytes than this (a longer line is one of its own),
        /// and after this time: the unit of seeking, and of loss if a disk rots.
        public var frameBytes: Int
        public var frameInterval: Duration
        /// Nil but in simulations.
        public var disk: DiskGate?

        public init(
            compression: RecordingCompression = .compact, flushInterval: Duration = .seconds(1),
            frameBytes: Int = 1 << 20, frameInterval: Duration = .seconds(300), disk: DiskGate? = nil
        ) {
            precondition(flushInterval > .zero && frameInterval > .zero, "an interval that is not positive")
            precondition(
                (1...RecordingLines.checkedFrameBytes / 2).contains(frameBytes), "a zstd frame of 1 byte to 2 MiB")
            self.compression = compression
            self.flushInterval = flushInterval
            self.frameBytes = frameBytes
            self.frameInterval = frameInterval
            self.disk = disk
        }
    }

    /// Compressed bytes that may wait while the disk is full: about a minute of the busiest market.
    public static let maximumBacklogBytes = 8 << 20
    /// Lines are compressed when they fill a zstd block, so that every block ends with a line.
    private static let blockBytes = ZstdFormat.largestBlock
    /// Compressed bytes that are written before their time.
    private static let writeBytes = 256 << 10
    /// The most that a time takes.
    private static let timeDigits = 19

    public let header: RecordingHeader
    private let options: Options
    private let file: OutputFile
    private let encoder: ZstdEncoder
    /// Lines not compressed yet: the first `lineBytes` of the buffer.
    private let lines = RawBuffer(capacity: blockBytes)
    private var lineBytes = 0
    /// Decoded bytes in the zstd frame under way, and the receive time of its first line.
    private var frameBytes = 0
    private var frameStart: Int64?
    /// Receive time of the oldest line that is not in the file.
    private var waitingSince: Int64?
    private var lastOrigin: (origin: FrameOrigin, text: [UInt8])?
    private var isClosed = false

    /// Frames taken so far.
    public private(set) var frameCount = 0
    /// Bytes of lines taken so far, header included.
    public private(set) var rawBytes = 0

    /// Begins a new recording; its header is in the file at once.
    ///
    /// - Throws: `RecordingError.alreadyExists` for a file that is not empty, `.cannotOpen`, `.isDirectory`,
    ///   `.notRegularFile`, `.inUse`, `.cannotWrite`.
    public static func create(
        path: String, header: RecordingHeader, options: Options = Options()
    ) throws(RecordingError) -> RecordingWriter {
        try RecordingWriter(file: try OutputFile(creating: path), newHeader: header, options: options)
    }

    /// Continues a recording, mending the end that a crash left, and notes the gap since its last frame.
    ///
    /// Nothing that was whole is lost: the file keeps every line that could be decoded.
    ///
    /// - Parameter nowNanoseconds: the time by the recorder's clock: when the gap ends.
    /// - Throws: what `RecordingReader.init` throws, and `.inUse`, `.cannotWrite`, `.cannotRepair`.
    public static func append(
        path: String, nowNanoseconds: Int64, options: Options = Options()
    ) throws(RecordingError) -> RecordingWriter {
        let output = try OutputFile(continuing: path)
        let reader = try RecordingReader(path: path)
        try reader.seek(to: .max)
        let repair = try RecordingRepair(file: reader.lines.file)
        output.rewind(to: repair.keptBytes)
        let writer = RecordingWriter(file: output, header: reader.header, options: options)
        writer.encoder.append(compressed: repair.closing)
        writer.take(whole: repair.lines)
        // Receive times rise in a recording, whatever the clock was set to in between.
        let last = reader.lastReceivedNanoseconds
        writer.continuesAfter = last.map { Timestamp(nanoseconds: $0) }
        try writer.noteGap(since: last, nowNanoseconds: max(nowNanoseconds, last ?? nowNanoseconds))
        try writer.flush()
        return writer
    }

    /// When the last frame of the recording came that is continued; nil for a new one.
    public private(set) var continuesAfter: Timestamp?

    private init(file: OutputFile, header: RecordingHeader, options: Options) {
        self.file = file
        self.header = header
        self.options = options
        file.gate = options.disk
        encoder = ZstdEncoder(compression: options.compression)
    }

    /// For tests, on a file of any kind.
    convenience init(file: OutputFile, newHeader: RecordingHeader, options: Options) throws(RecordingError) {
        self.init(file: file, header: newHeader, options: options)
        // In a zstd frame of its own, so that damage to the first lines leaves it alone.
        take(whole: newHeader.line)
        endFrame()
        try flush()
    }

    /// Takes one frame.
    ///
    /// - Throws: `.payloadTooLong`, `.payloadHasLineFeed`, `.badOrigin` or `.backlogFull`: this frame is refused, all
    ///   else stands. Or `.cannotWrite`: the frame is taken and waits in memory; writing is tried again after a flush
    ///   interval.
    public func write(
        receivedNanoseconds: Int64, origin: FrameOrigin, payload: UnsafeRawBufferPointer
    ) throws(RecordingError) {
        precondition(!isClosed, "writing to a closed recording")
        precondition(receivedNanoseconds >= 0, "a receive time before 1970")
        try check(payload)
        let source = try text(of: origin)
        beginLine(byteCount: Self.timeDigits + source.count + payload.count + 1, at: receivedNanoseconds)
        let before = lineBytes
        append(decimal: receivedNanoseconds)
        source.withUnsafeBytes { append($0) }
        append(payload)
        lines.base.storeBytes(of: UInt8(ascii: "\n"), toByteOffset: lineBytes, as: UInt8.self)
        lineBytes += 1
        rawBytes += lineBytes - before
        frameCount += 1
        if waitingSince == nil { waitingSince = receivedNanoseconds }
        try flushIfDue(nowNanoseconds: receivedNanoseconds)
    }

    public func write(_ frame: Frame) throws(RecordingError) {
        let result = frame.payload.withUnsafeBytes { payload in
            Result { () throws(RecordingError) in
                try write(receivedNanoseconds: frame.receivedNanoseconds, origin: frame.origin, payload: payload)
            }
        }
        try result.get()
    }

    /// When the oldest waiting line is due in the file; nil while none waits.
    public var flushDeadlineNanoseconds: Int64? { waitingSince.map { $0 + options.flushInterval.nanoseconds } }

    /// Writes what has waited for a flush interval, and closes off a zstd frame that is old enough. To be called at the
    /// deadline where no frame comes.
    ///
    /// - Returns: whether something was written.
    /// - Throws: `.cannotWrite`.
    @discardableResult
    public func flushIfDue(nowNanoseconds now: Int64) throws(RecordingError) -> Bool {
        let isFrameOld = isPast(frameStart, by: options.frameInterval, at: now)
        guard isFrameOld || encoder.count >= Self.writeBytes || isPast(waitingSince, by: options.flushInterval, at: now)
        else { return false }
        if isFrameOld { endFrame() }
        do throws(RecordingError) {
            try flush()
        } catch {
            waitingSince = now
            throw error
        }
        return true
    }

    /// Writes all that was taken.
    ///
    /// - Throws: `.cannotWrite`; nothing is lost, and a later flush tries again.
    public func flush() throws(RecordingError) {
        if lineBytes > 0 { compress(endingFrame: false) }
        guard encoder.count > 0 else { return }
        try file.write(encoder.compressed)
        encoder.removeAll()
        waitingSince = nil
    }

    /// Writes all that was taken, ends the recording properly and waits for the disk. Closing twice is harmless.
    ///
    /// - Throws: `.cannotWrite`; closing may be tried again, unless it was the wait for the disk that failed.
    public func close() throws(RecordingError) {
        guard !isClosed else { return }
        endFrame()
        try flush()
        isClosed = true
        try file.close()
    }

    /// Bytes that are in the file and whole.
    public var fileBytes: Int { file.goodEnd }
}

extension RecordingWriter {
    private func check(_ payload: UnsafeRawBufferPointer) throws(RecordingError) {
        guard payload.count <= Frame.maximumPayloadBytes else { throw .payloadTooLong(byteCount: payload.count) }
        if let start = payload.baseAddress, let feed = memchr(start, 10, payload.count) {
            throw .payloadHasLineFeed(offset: UnsafeRawPointer(feed) - start)
        }
        guard encoder.count < Self.maximumBacklogBytes else { throw .backlogFull(waitingBytes: encoder.count) }
    }

    /// The origin's text between blanks.
    private func text(of origin: FrameOrigin) throws(RecordingError) -> [UInt8] {
        if let last = lastOrigin, last.origin == origin { return last.text }
        let text = origin.description
        guard FrameOrigin(text) != nil else { throw .badOrigin(text: text) }
        let word = Array(" \(text) ".utf8)
        lastOrigin = (origin, word)
        return word
    }

    /// Makes room for a line, in a new block or zstd frame where it would not fit.
    private func beginLine(byteCount: Int, at time: Int64) {
        if frameBytes + lineBytes + byteCount > options.frameBytes
            || isPast(frameStart, by: options.frameInterval, at: time)
        {
            endFrame()
        } else if lineBytes + byteCount > Self.blockBytes {
            compress(endingFrame: false)
        }
        lines.reserve(lineBytes + byteCount, keeping: lineBytes)
        if frameStart == nil { frameStart = time }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        (lines.base + lineBytes).copyMemory(from: start, byteCount: bytes.count)
        lineBytes += bytes.count
    }

    private func append(decimal number: Int64) {
        var rest = UInt64(number)
        var digits = 1
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        rest = UInt64(number)
        for index in (lineBytes..<lineBytes + digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            lines.base.storeBytes(of: digit, toByteOffset: index, as: UInt8.self)
            rest /= 10
        }
        lineBytes += digits
    }

    /// Takes lines as they are.
    private func take(whole bytes: [UInt8]) {
        lines.reserve(lineBytes + bytes.count, keeping: lineBytes)
        bytes.withUnsafeBytes { append($0) }
        rawBytes += bytes.count
    }

    private func compress(endingFrame: Bool) {
        encoder.compress(lines.bytes(0..<lineBytes), endingFrame: endingFrame)
        frameBytes += lineBytes
        lineBytes = 0
    }

    /// Ends the zstd frame under way, if it holds anything.
    private func endFrame() {
        guard frameBytes + lineBytes > 0 else { return }
        compress(endingFrame: true)
        frameBytes = 0
        frameStart = nil
    }

    /// Also where the clock was set back by more than the interval.
    private func isPast(_ start: Int64?, by interval: Duration, at now: Int64) -> Bool {
        guard let start else { return false }
        let (difference, isOverflow) = now.subtractingReportingOverflow(start)
        return isOverflow || difference.magnitude >= UInt64(interval.nanoseconds)
    }

    private func noteGap(since last: Int64?, nowNanoseconds now: Int64) throws(RecordingError) {
        // Without a frame there is no time since when nobody watched, unless the header has it.
        guard let from = last.map({ Timestamp(nanoseconds: $0) }) ?? header.createdTime else { return }
        let note = GapNote(from: from, to: max(from, Timestamp(nanoseconds: now)), reason: "recorder restarted")
        try write(Frame(receivedNanoseconds: now, origin: .gap, payload: note.payload))
    }
}

extension Duration {
    /// Whole nanoseconds; what lies below is cut off. Traps beyond 292 years.
    var nanoseconds: Int64 {
        let parts = components
        return parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
    }
}
