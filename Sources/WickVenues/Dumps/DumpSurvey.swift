import WickDomain
import WickFrames

/// Looks at dumps before anything of them is stored: which of their tables are the instrument's minutes or trades, how each is
/// written, and in which order they are read.
public struct DumpSurvey: Sendable {
    /// In the order of their first rows.
    public private(set) var tables: [DumpTable] = []
    /// Files, and tables, that are not read, or only up to a damage.
    public private(set) var failures: [DumpError] = []
    /// What was guessed and what was passed over, one line each.
    public private(set) var notes: [String] = []
    private var said: Set<String> = []

    /// - Parameter paths: files, plain or packed with gzip, zstd or zip.
    public init(paths: [String], request: DumpRequest) {
        for path in paths { look(at: path, request) }
        tables.sort { $0.firstTime < $1.firstTime }
    }

    private mutating func look(at path: String, _ request: DumpRequest) {
        let contents: TextTableFile.Contents
        do throws(TextTableError) { contents = try TextTableFile.contents(of: path) } catch {
            failures.append(.file(error))
            return
        }
        for name in contents.skipped { notes.append("passed over '\(name)' in \(path): not .csv, .txt, .tsv or .json") }
        let chosen: [Int]
        do throws(DumpError) { chosen = try choose(from: contents.tables, of: path, request) } catch {
            failures.append(error)
            return
        }
        for ordinal in chosen {
            let inside = contents.tables[ordinal]
            do throws(DumpError) {
                tables.append(try examine(path, inside, inside.isEmpty ? nil : ordinal, request))
            } catch {
                failures.append(error)
            }
        }
    }

    /// The tables that are the instrument's by their names.
    private mutating func choose(
        from tables: [String], of path: String, _ request: DumpRequest
    ) throws(DumpError) -> [Int] {
        let pair = DumpPair(request.instrument.symbol)
        let names = tables.map { DumpTableName($0.isEmpty ? path : $0, of: pair) }
        var chosen = names.indices.filter { names[$0].pair == .same }
        if chosen.isEmpty {
            guard names.allSatisfy({ $0.pair == .unsaid }) else {
                let shown = tables.map { $0.isEmpty ? path.split(separator: "/").last.map(String.init) ?? path : $0 }
                throw .otherPairs(path: path, symbol: request.instrument.symbol, names: shown)
            }
            chosen = Array(names.indices)
        }
        if request.kind == .klines, tables.count > 1 {
            let minutes = chosen.filter { names[$0].minutes == 1 }
            let fitting = minutes.isEmpty ? chosen.filter { names[$0].minutes == nil } : minutes
            guard !fitting.isEmpty else { throw .otherIntervals(path: path, names: chosen.map { tables[$0] }) }
            chosen = fitting
        }
        if chosen.count < tables.count {
            let taken = Set(chosen)
            let left = tables.indices.filter { !taken.contains($0) }.map { tables[$0] }
            notes.append(
                "took \(Self.list(chosen.map { tables[$0] })) of \(path), by name, and passed over \(Self.list(left))")
        }
        return chosen
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }

    private mutating func examine(
        _ path: String, _ inside: String, _ ordinal: Int?, _ request: DumpRequest
    ) throws(DumpError) -> DumpTable {
        let name = inside.isEmpty ? path : "\(path)/\(inside)"
        let sample: DumpSample
        do throws(TextTableError) { sample = try DumpSample(path: path, table: ordinal) } catch { throw .file(error) }
        let guess = try DumpGuess(sample, file: name, request: request)
        if request.kind == .klines { try requireMinutes(guess, name: name, inside: inside, request) }
        if let note = guess.note, said.insert(note).inserted { notes.append("\(name): \(note)") }
        return DumpTable(
            path: path, name: name, ordinal: ordinal, format: guess.format,
            firstTime: guess.times.min() ?? Timestamp(microseconds: .max))
    }

    private func requireMinutes(
        _ guess: DumpGuess, name: String, inside: String, _ request: DumpRequest
    ) throws(DumpError) {
        switch DumpInterval(times: guess.times, lengths: guess.lengths) {
        case .minutes: return
        case .other(let minutes): throw .otherInterval(file: name, interval: DumpInterval.name(minutes))
        case .unclear:
            let said = DumpTableName(inside.isEmpty ? name : inside, of: DumpPair(request.instrument.symbol)).minutes
            if let said, said != 1 { throw .otherInterval(file: name, interval: DumpInterval.name(said)) }
        }
    }
}
