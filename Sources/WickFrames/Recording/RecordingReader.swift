#if canImport(Glibc)
    import Glibc
#endif
import WickDomain

/// Reads a recording frame by frame, in memory that does not depend on the file's size. Damage is collected in
/// `problems` and read past; only what makes the file no recording at all is thrown. Owned by one task.
public final class RecordingReader {
    /// Batches end after this many payload bytes: large enough to amortise a call, small enough for a cache.
    public static let defaultBatchBytes = 512 << 10

    /// Of the recording; where recordings were joined into one file, of the part that the last batch came from.
    public private(set) var header: RecordingHeader
    private let batchBytes: Int
    /// An entry takes about as much as a short payload; 16,384 of them at the default.
    private let batchFrames: Int
    let lines: RecordingLines
    private let origins = FrameOriginCache()
    /// The line that `read` gives next; it points into the buffer of `lines`.
    private(set) var current: RecordingLine?
    private var heldLine: UnsafeRawBufferPointer?
    /// Receive time of the last line looked at.
    private(set) var lastReceivedNanoseconds: Int64?
    /// Set while a header inside the file waits for the batch before it to end.
    private var nextHeader: RecordingHeader?

    /// Opens the file and reads its header.
    ///
    /// - Parameter batchBytes: `read` ends a batch after so many payload bytes; 1 gives single frames.
    /// - Throws: `cannotOpen`, `isDirectory`, `notRegularFile`, `isEmpty`, `notZstd`, `noHeader`, `badHeader`,
    ///   `newerVersion`, or `cannotRead`.
    public init(path: String, batchBytes: Int = defaultBatchBytes) throws(RecordingError) {
        precondition(batchBytes > 0, "a batch of no bytes")
        self.batchBytes = batchBytes
        batchFrames = max(1, batchBytes / 32)
        lines = RecordingLines(file: try InputFile(path: path))
        header = RecordingHeader()
        try Self.checkStart(of: lines.file)
        guard let first = try lines.next() else { throw .noHeader(found: "") }
        let isHeader = RecordingHeader.isHeader(first)
        if isHeader || lines.log.count == 0 {
            header = try RecordingHeader(line: first)
        } else {
            lines.log.report(.headerLost)
            heldLine = first
        }
    }

    private static func checkStart(of file: InputFile) throws(RecordingError) {
        if case .other = try ZstdWalk(file: file).unit(at: 0) {
            let bytes = try file.bytes(at: 0, count: 16)
            defer { bytes.deallocate() }
            throw .notZstd(start: DecimalText.printable(UnsafeRawBufferPointer(bytes)))
        }
    }

    /// Refills the batch with the next frames; false at the end.
    ///
    /// - Throws: `RecordingError.cannotRead`, or `newerVersion` where a part of such a recording was joined on.
    public func read(into batch: inout FrameBatch) throws(RecordingError) -> Bool {
        try read(into: &batch) { _ in true }
    }

    /// As `read(into:)`, for as long as frames with the next receive time are wanted.
    func read(into batch: inout FrameBatch, while isWanted: (Int64) -> Bool) throws(RecordingError) -> Bool {
        batch.removeAll()
        guard try advance() else { return false }
        startPart()
        batch.header = header
        while let line = current, nextHeader == nil, isWanted(line.receivedNanoseconds) {
            batch.append(
                receivedNanoseconds: line.receivedNanoseconds, origin: line.origin, payload: line.payload)
            current = nil
            guard batch.byteCount < batchBytes, batch.count < batchFrames, try advance() else { break }
        }
        return true
    }

    private func startPart() {
        if let next = nextHeader { header = next }
        nextHeader = nil
    }

    /// Receive time of the frame that `read` gives next; nil at the end.
    func nextReceivedNanoseconds() throws(RecordingError) -> Int64? {
        try advance() ? current?.receivedNanoseconds : nil
    }

    /// Makes the next well-formed line current, unless one is; false at the end.
    @discardableResult
    private func advance() throws(RecordingError) -> Bool {
        guard current == nil else { return true }
        while let text = try nextLine() {
            guard let line = RecordingLine(text, origins: origins) else {
                try noteOther(text)
                continue
            }
            guard line.payload.count <= Frame.maximumPayloadBytes else {
                lines.log.report(.oversizedLine(at: lines.place, byteCount: text.count))
                continue
            }
            noteTime(line.receivedNanoseconds)
            current = line
            return true
        }
        return false
    }

    private func nextLine() throws(RecordingError) -> UnsafeRawBufferPointer? {
        guard let held = heldLine else { return try lines.next() }
        heldLine = nil
        return held
    }

    private func noteTime(_ time: Int64) {
        if let last = lastReceivedNanoseconds, time < last {
            lines.log.report(.timeBackwards(at: lines.place, by: .nanoseconds(last - time)))
        }
        lastReceivedNanoseconds = time
    }

    /// A line that is no frame: the header of a recording that was joined on, or malformed.
    private func noteOther(_ line: UnsafeRawBufferPointer) throws(RecordingError) {
        guard RecordingHeader.isHeader(line) else {
            lines.log.report(.malformedLine(at: lines.place, text: DecimalText.printable(line)))
            return
        }
        do throws(RecordingError) {
            let joined = try RecordingHeader(line: line)
            nextHeader = joined
        } catch .newerVersion(let version) {
            throw .newerVersion(version)
        } catch {
            lines.log.report(.malformedLine(at: lines.place, text: DecimalText.printable(line)))
        }
    }

    /// Forgets the line at hand and starts anew at a zstd frame.
    func restart(at offset: Int) {
        lines.restart(at: offset)
        current = nil
        heldLine = nil
        nextHeader = nil
        lastReceivedNanoseconds = nil
    }

    /// Leaves frames out until one came at `time` or later.
    func skip(before time: Int64) throws(RecordingError) {
        while try advance(), let line = current, line.receivedNanoseconds < time { current = nil }
    }
}

extension RecordingReader {
    /// What was wrong so far; at most the first thousand.
    public var problems: [RecordingProblem] { lines.log.kept }
    /// How many problems there were, those beyond the first thousand included.
    public var problemCount: Int { lines.log.count }
    /// Zstd frames decoded so far.
    public var zstdFrameCount: Int { lines.frameCount }
    /// Decoded bytes so far, and the size of the file.
    public var rawBytes: Int { lines.decodedBytes }
    public var fileBytes: Int { lines.file.size }
    /// How much of the file has been read, up to the zstd frame under way.
    public var readBytes: Int { lines.offset }
    /// Memory held for buffers now: it never shrinks, and stays below 6 MiB. Zstd's own window comes on top: 1 MiB for
    /// recordings of wick's, 8 MiB at most.
    public var bufferedBytes: Int { lines.bufferedBytes }
}
