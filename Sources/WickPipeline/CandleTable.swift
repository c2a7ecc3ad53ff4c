public import WickDomain
public import WickFrames

/// Reads the csv form of candles row by row, plain or packed. Owns the open file. A row that cannot be used is counted by its reason, and
/// the rest goes on.
public struct CandleTable: ~Copyable {
    /// Why a file cannot be read, or from which row on.
    public struct Failure: Error, CustomStringConvertible, Sendable {
        public let description: String
    }

    private var file: TextTableFile
    private let isStrict: Bool
    /// Rows that cannot be used.
    public private(set) var faults = RowFaults()

    /// - Parameter isStrict: whether the first row that cannot be used is the end.
    /// - Throws: `Failure` where there is no such file.
    public init(path: String, isStrict: Bool = false) throws(Failure) {
        self.isStrict = isStrict
        do throws(TextTableError) { file = try TextTableFile(path: path) } catch {
            throw Failure(description: error.description)
        }
    }

    /// How much of the file has been read, from 0 to 1.
    public var fractionRead: Double {
        guard let size = file.size, size > 0 else { return 0 }
        return min(1, Double(file.bytesRead) / Double(size))
    }

    /// The next candle; nil at the end.
    ///
    /// - Throws: `Failure` where the first line is not the header, where the file is damaged, and where the reading is strict.
    public mutating func next() throws(Failure) -> Candle? {
        while true {
            let text: String
            do throws(TextTableError) {
                guard let line = try file.nextLine() else { return nil }
                text = String(decoding: line, as: UTF8.self)
            } catch {
                guard case .tooLong(_, let number, let limit) = error else {
                    throw Failure(description: error.description)
                }
                try leaveOut("the line is longer than \(limit) bytes", line: number)
                continue
            }
            if file.lineNumber == 1 {
                try requireHeader(text)
            } else if !text.isEmpty {
                do throws(CandleText.Failure) { return try CandleText.candle(csv: text[...]) } catch {
                    try leaveOut(error.description, line: file.lineNumber)
                }
            }
        }
    }

    private func requireHeader(_ text: String) throws(Failure) {
        let header = CandleText(format: .csv).header
        guard text + "\n" == header else {
            throw Failure(description: "reading \(file.name): its first line is not '\(header.dropLast())'")
        }
    }

    private mutating func leaveOut(_ reason: String, line: Int) throws(Failure) {
        guard !isStrict else { throw Failure(description: "\(file.name):\(line): \(reason)") }
        faults.note(reason, file: file.name, line: line)
    }
}
