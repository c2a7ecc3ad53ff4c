import Glibc
import WickSimulation

/// Minutes to compute indicators and features of: a random walk, the same for every run and for the baseline.
enum CandleInput {
    /// Four and a half months.
    private static let count = 200_000
    /// Open, high, low, close, volume, bought volume, number of trades, and the companion's close.
    static let columns = 8

    private static func path(_ folder: String) -> String { "\(folder)/candles.f64" }

    /// Writes one column after the other as little-endian Doubles.
    static func prepare(folder: String) throws {
        var chance = RandomSource(seed: 1)
        var values = [Double](repeating: 0, count: count * columns)
        var close = 60_000.0
        var other = 3_000.0
        for index in 0..<count {
            let open = close
            close = ((open + chance.normal() * 20) * 10).rounded() / 10
            let up = (abs(chance.normal()) * 80).rounded() / 10
            let down = (abs(chance.normal()) * 80).rounded() / 10
            let volume = (-log(Double.random(in: 0.001..<1, using: &chance)) * 3e5).rounded() / 1e5
            let bought = volume * Double.random(in: 0...1, using: &chance)
            let trades = (volume * 10).rounded() + 1
            other += chance.normal()
            let row = [open, max(open, close) + up, min(open, close) - down, close, volume, bought, trades, other]
            for (column, value) in row.enumerated() { values[column * count + index] = value }
        }
        guard let file = fopen(path(folder), "w") else { throw BenchFailure(why: "cannot write to \(folder)") }
        defer { fclose(file) }
        guard fwrite(values, 8, values.count, file) == values.count else {
            throw BenchFailure(why: "cannot write to \(folder)")
        }
    }

    /// Columns as `prepare` wrote them.
    static func load(_ folder: String) throws -> [[Double]] {
        guard let file = fopen(path(folder), "r") else { throw BenchFailure(why: "no candles in \(folder)") }
        defer { fclose(file) }
        return try (0..<columns).map { _ in
            var column = [Double](repeating: 0, count: count)
            guard fread(&column, 8, count, file) == count else { throw BenchFailure(why: "candles are cut short") }
            return column
        }
    }
}
