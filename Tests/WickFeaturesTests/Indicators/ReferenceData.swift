import Foundation

/// One candle of a reference.
struct Bar {
    let open: Double
    let high: Double
    let low: Double
    let close: Double
    let volume: Double
}

/// Candles and results of other libraries, where this checkout has them beside it.
enum ReferenceData {
    static let isPresent = FileManager.default.fileExists(atPath: folder.path)

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data/indicators")

    private static func rows(_ path: String) throws -> (header: [String], rows: [[Substring]]) {
        let text = String(decoding: try Data(contentsOf: folder.appending(path: path)), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        return (lines[0].split(separator: ",").map(String.init), rows)
    }

    private static func bars(_ rows: [[Substring]]) -> [Bar] {
        rows.map { row in
            let values = row[1...5].map { Double($0) ?? .nan }
            return Bar(open: values[0], high: values[1], low: values[2], close: values[3], volume: values[4])
        }
    }

    /// 3,000 candles and TA-Lib's columns by name; NaN where a cell is empty.
    static func talib() throws -> (bars: [Bar], columns: [String: [Double]]) {
        let (header, rows) = try rows("talib/talib_3000.csv")
        var columns: [String: [Double]] = [:]
        for (index, name) in header.enumerated() { columns[name] = rows.map { Double($0[index]) ?? .nan } }
        return (bars(rows), columns)
    }

    /// The 502 candles that Stock.Indicators' results are of.
    static func stockBars() throws -> [Bar] { bars(try rows("stock.indicators/quotes/default.csv").rows) }

    /// One of Stock.Indicators' results, such as "adx" and "pdi"; NaN where null.
    static func stock(_ indicator: String, _ key: String) throws -> [Double] {
        let file = folder.appending(path: "stock.indicators/results/\(indicator).standard.json")
        let parsed = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        guard let rows = parsed as? [[String: Any]] else { return [] }
        return rows.map { ($0[key] as? NSNumber)?.doubleValue ?? .nan }
    }
}

/// How far a column is from its reference.
struct Agreement {
    /// The first place at which each is known.
    let ownStart: Int
    let referenceStart: Int
    /// The largest difference, relative to the reference, from the later start on.
    let worst: Double
    /// The places that differ by more than 1e-9.
    let differing: [Int]

    /// - Parameters:
    ///   - skipping: places left out behind the later start, where seeds differ.
    ///   - floor: values of the reference nearer to 0 than this are taken for so large, since digits are lost where a difference of large
    ///     numbers passes through 0.
    init(_ own: [Double], _ reference: [Double], skipping: Int = 0, floor: Double = 0) {
        ownStart = own.firstIndex { !$0.isNaN } ?? own.count
        referenceStart = reference.firstIndex { !$0.isNaN } ?? reference.count
        var worst = own.count == reference.count ? 0 : Double.infinity
        var differing: [Int] = []
        for index in (max(ownStart, referenceStart) + skipping)..<min(own.count, reference.count) {
            let difference = abs(own[index] - reference[index])
            if difference == 0 { continue }
            let relative = difference / max(abs(reference[index]), floor)
            // Unknown on one side only counts as infinitely far.
            worst = max(worst, relative.isNaN ? .infinity : relative)
            if !(relative <= 1e-9) { differing.append(index) }
        }
        self.differing = differing
        self.worst = worst
    }
}
