public import WickDomain
import WickFrames

/// A public dump of candles or trades as a stream of one-minute candles. Owns the open file; memory does not depend on
/// its size.
///
/// Candles come in ascending order and once each. After an error has been thrown, which happens behind the last good
/// candle, the stream is at its end.
public struct CandleDump: ~Copyable {
    /// What was read so far.
    public struct Counts: Equatable, Sendable {
        /// Rows that could be read, duplicates included, headers not.
        public fileprivate(set) var rows = 0
        public fileprivate(set) var candles = 0
        /// Rows that had been there before, by open time or trade id.
        public fileprivate(set) var duplicates = 0
        /// Minutes between the first and the last candle that have none.
        public fileprivate(set) var missingMinutes = 0
        /// Trade ids that are missing between the first and the last, where a venue numbers without holes.
        public fileprivate(set) var missingTrades = 0
    }

    public let instrument: Instrument
    public let kind: DumpKind

    private var file: TextTableFile
    private let layout: DumpLayout
    private var clock = DumpClock()
    private let klines: DumpKlineDecoder?
    private let trades: DumpTradeDecoder?
    private var builder: DumpCandleBuilder
    private var progress = Counts()
    private var remarks: [String] = []
    private var lastOpenTime: Timestamp?
    private var shortestStep: Duration?
    private var seenMinutes = SeenNumbers()
    private var isFinished = false
    private var failure: DumpError?

    /// - Parameters:
    ///   - path: a CSV file, plain or packed with gzip, zstd or zip.
    ///   - columns: what the file's columns hold, by the raw values of `DumpColumn`; nil for the venue's own order.
    public init(
        path: String, venue: Venue, symbol: Symbol, kind: DumpKind, columns: [String]? = nil
    ) throws(DumpError) {
        let layout = try DumpLayout(venue: venue, kind: kind, names: columns)
        do throws(TextTableError) {
            let file = try TextTableFile(path: path)
            self.init(file: file, layout: layout, instrument: Instrument(venue: venue, symbol: symbol))
        } catch {
            throw .file(error)
        }
    }

    private init(file: consuming TextTableFile, layout: DumpLayout, instrument: Instrument) {
        self.file = file
        self.layout = layout
        self.instrument = instrument
        kind = layout.kind
        klines = kind == .klines ? DumpKlineDecoder(instrument: instrument, layout: layout) : nil
        trades = kind == .klines ? nil : DumpTradeDecoder(layout: layout)
        let hasIdentifiers = trades?.hasIdentifiers ?? false
        builder = DumpCandleBuilder(
            source: .init(
                instrument: instrument, hasIdentifiers: hasIdentifiers, hasTakerSides: trades?.hasTakerSides ?? false,
                hasContiguousIdentifiers: hasIdentifiers && instrument.venue == .binance))
    }

    /// The next candle; nil at the end.
    public mutating func next() throws(DumpError) -> Candle? {
        while true {
            if let candle = builder.next() {
                progress.candles += 1
                return candle
            }
            if let error = failure {
                failure = nil
                throw error
            }
            guard !isFinished else { return nil }
            do {
                if let candle = try readRow() {
                    progress.candles += 1
                    return candle
                }
            } catch {
                failure = error
                finish(isComplete: false)
            }
        }
    }

    public var counts: Counts {
        var counts = progress
        counts.duplicates += builder.duplicates
        counts.missingMinutes += builder.missingMinutes
        counts.missingTrades = builder.missingTrades
        return counts
    }

    /// What a person should know besides the counts, such as a header that was skipped; one line each.
    public var notes: [String] {
        var notes = remarks + file.skipped.map { "skipped '\($0)' in \(file.path): not .csv or .txt" }
        if let shortestStep, shortestStep > Timeframe.oneMinute.duration {
            let minutes = shortestStep.microseconds / 60_000_000
            notes.append("rows are at least \(minutes) minutes apart: are these one-minute candles?")
        }
        return notes
    }

    /// How much of the file was read, for a progress bar; the size is nil for what is not a regular file.
    public var bytes: (read: Int64, size: Int64?) { (file.bytesRead, file.size) }

    private mutating func nextLine() throws(DumpError) -> UnsafeRawBufferPointer? {
        do throws(TextTableError) {
            return try file.nextLine()
        } catch {
            throw .file(error)
        }
    }

    /// One line: a candle, or nil when there is none yet.
    private mutating func readRow() throws(DumpError) -> Candle? {
        guard let line = try nextLine() else {
            guard progress.rows > 0 else { throw .file(.noRows(path: file.path)) }
            finish(isComplete: true)
            return nil
        }
        // Each table of an archive may count time in its own unit: Binance changed it with the year 2025.
        if file.lineNumber == 1 { clock = DumpClock() }
        guard !line.isEmpty else { return nil }
        do {
            return try decode(line)
        } catch {
            throw .badRow(file: file.name, line: file.lineNumber, fault: error)
        }
    }

    private mutating func decode(_ line: UnsafeRawBufferPointer) throws(DumpFault) -> Candle? {
        let fields = DumpFields(line)
        if file.lineNumber == 1, layout.isHeader(fields) {
            try skipHeader(line, fields)
            return nil
        }
        guard layout.fieldCounts.contains(fields.count) else {
            throw .columnCount(found: fields.count, expected: layout.fieldCounts)
        }
        if let klines { return try inSequence(try klines.decode(fields, clock: &clock)) }
        if let trades {
            try builder.add(try trades.decode(fields, row: progress.rows + 1, clock: &clock))
            progress.rows += 1
        }
        return nil
    }

    private mutating func skipHeader(_ line: UnsafeRawBufferPointer, _ fields: borrowing DumpFields) throws(DumpFault) {
        guard layout.fits(header: fields) else {
            throw .header(found: DecimalText.printable(line), expected: layout.names)
        }
        if file.tables == 1 { remarks.append("skipped the header in line 1 of \(file.name)") }
    }

    /// The candle, or nil for one that was there already.
    private mutating func inSequence(_ candle: Candle) throws(DumpFault) -> Candle? {
        let minute = UInt64(candle.openTime.microseconds / 60_000_000)
        if let last = lastOpenTime, candle.openTime <= last {
            guard seenMinutes.contains(minute) else {
                throw .value(
                    column: .openTime,
                    reason: "\(candle.openTime) comes after \(last): rows must be in ascending order")
            }
            progress.rows += 1
            progress.duplicates += 1
            return nil
        }
        if let last = lastOpenTime {
            let step = candle.openTime - last
            shortestStep = min(shortestStep ?? step, step)
            progress.missingMinutes += Int(step.microseconds / 60_000_000) - 1
        }
        _ = seenMinutes.insert(minute, through: minute)
        lastOpenTime = candle.openTime
        progress.rows += 1
        return candle
    }

    private mutating func finish(isComplete: Bool) {
        isFinished = true
        builder.finish(isComplete: isComplete)
    }
}
