import WickDomain
import WickFrames

/// Tells from a table's first lines how it is written.
struct DumpGuess {
    private(set) var format: DumpFormat
    /// What was guessed, for a person; nil where it is the venue's own way.
    private(set) var note: String?
    /// Open times of its first candles, or times of its first trades.
    private(set) var times: [Timestamp] = []
    /// How long its first candles are by their close times.
    private(set) var lengths: [Duration] = []

    init(_ sample: DumpSample, file: String, request: DumpRequest) throws(DumpError) {
        var sample = sample
        sample.dropPreamble()
        let separator = sample.separator
        let first = sample.lines.first?.number ?? 1
        var parts: [String] = []
        let named: DumpLayout? =
            if let names = request.columns { try DumpLayout(kind: request.kind, names: names) } else { nil }
        let isHeader = sample.withFirst(separator: separator) { Self.isHeader($0, named) } ?? false
        let layout: DumpLayout
        if let named {
            layout = named
            if isHeader { parts.append("passed over the header in line \(first), because --columns counts") }
        } else if isHeader {
            layout = try Self.layout(byHeaderOf: sample, separator, line: first, file: file, request)
            parts.append("columns by its header: \(layout.names)")
        } else {
            let guess = try Self.layout(byValuesOf: sample, separator, line: first, file: file, request)
            layout = guess.layout
            if !guess.isPublished { parts.append("columns guessed from its values: \(layout.names)") }
        }
        if isHeader { sample.dropHeader() }
        format = DumpFormat(layout: layout, separator: separator)
        format.skippedLines = isHeader ? first : first - 1
        if separator != UInt8(ascii: ",") { parts.append("separated by \(Self.name(of: separator))") }
        look(at: sample, &parts)
        note = parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private static func name(of separator: UInt8) -> String {
        separator == UInt8(ascii: "\t") ? "tabulators" : "'\(Character(UnicodeScalar(separator)))'"
    }

    /// A line with words and without a time, or, where columns are named, with a word in place of the time.
    private static func isHeader(_ fields: borrowing DumpFields, _ named: DumpLayout?) -> Bool {
        var clock = DumpClock()
        if let named {
            let field = fields[named.timePosition]
            return (try? clock.read(field, column: .time)) == nil && hasLetters(field)
        }
        var isWorded = false
        for position in 0..<min(fields.count, DumpLayout.maximumColumns) {
            let field = fields[position]
            if (try? clock.read(field, column: .time)) != nil { return false }
            isWorded = isWorded || hasLetters(field)
        }
        return isWorded
    }

    private static func hasLetters(_ field: UnsafeRawBufferPointer) -> Bool {
        field.contains { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
    }

    private static func layout(
        byHeaderOf sample: DumpSample, _ separator: UInt8, line: Int, file: String, _ request: DumpRequest
    ) throws(DumpError) -> DumpLayout {
        let found = sample.withFirst(separator: separator) { fields in
            Result { () throws(DumpError.HeaderFault) in
                try DumpLayout.named(by: fields, kind: request.kind, instrument: request.instrument)
            }
        }
        switch found {
        case .success(let layout): return layout
        case .failure(let fault):
            // A damaged row may have words; a header names columns.
            let names = sample.withFirst(separator: separator) {
                DumpLayout.knownNames(in: $0, kind: request.kind, instrument: request.instrument)
            }
            guard (names ?? 0) < 2 else { throw .header(file: file, line: line, fault: fault) }
            return try layout(byValuesOf: sample, separator, line: line, file: file, request).layout
        case nil: throw .file(.noRows(path: file))
        }
    }

    /// The layout in which most rows make sense.
    private static func layout(
        byValuesOf sample: DumpSample, _ separator: UInt8, line: Int, file: String, _ request: DumpRequest
    ) throws(DumpError) -> (layout: DumpLayout, isPublished: Bool) {
        let candidates = DumpLayout.published(venue: request.instrument.venue, kind: request.kind)
        var scores = [(sense: Int, fit: Int)](repeating: (0, 0), count: candidates.count)
        sample.forEach(separator: separator) { _, fields in
            for index in candidates.indices where candidates[index].fits(fields) {
                scores[index].fit += 1
                if candidates[index].makesSense(fields) { scores[index].sense += 1 }
            }
        }
        let best = candidates.indices.max { left, right in
            (scores[left].sense, scores[left].fit, -left) < (scores[right].sense, scores[right].fit, -right)
        }
        guard let best, scores[best].fit > 0 else {
            let count = sample.withFirst(separator: separator) { $0.count } ?? 0
            throw .unknownColumns(
                file: file, line: line, count: count, instrument: request.instrument, kind: request.kind)
        }
        let own = candidates.indices.first { scores[$0].fit > 0 }
        return (candidates[best], best == own)
    }

    private mutating func look(at sample: DumpSample, _ parts: inout [String]) {
        let layout = format.layout
        var clock = DumpClock()
        var steps = (up: 0, down: 0)
        var found: [Timestamp] = []
        var spans: [Duration] = []
        var isQuietListed = false
        sample.forEach(separator: format.separator) { _, fields in
            guard layout.fits(fields), let time = try? clock.read(fields[layout.timePosition], column: .time) else {
                return
            }
            if let last = found.last {
                if time > last { steps.up += 1 } else if time < last { steps.down += 1 }
            }
            found.append(time)
            if let position = layout.position(of: .closeTime),
                let end = try? clock.read(fields[position], column: .closeTime), end > time
            {
                spans.append(end - time)
            }
            if layout.kind == .klines { isQuietListed = isQuietListed || layout.isQuiet(fields) }
        }
        times = found
        lengths = spans
        format.isDescending = steps.down > steps.up
        format.listsQuietMinutes = isQuietListed
        if format.isDescending { parts.append("newest first") }
        if clock.assumedUTC { parts.append("times without a zone are taken for UTC") }
    }
}
