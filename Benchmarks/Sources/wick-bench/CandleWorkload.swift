import Glibc
import WickDomain
import WickFeatures
import WickPipeline

/// Indicators or features of the prepared minutes. Prints the median pass, and the sum of every column, so that the report can tell
/// whether the baseline did the same work.
struct CandleWorkload {
    private static let passes = 5
    static let names = ["indicators", "features", "stage"]

    private let name: String
    private let input: [[Double]]

    init(name: String, folder: String) throws {
        self.name = name
        input = try CandleInput.load(folder)
    }

    func run() throws -> String {
        var times: [Double] = []
        var sums: [Double] = []
        for _ in 0..<Self.passes {
            let pass = try pass()
            times.append(pass.cpu)
            sums = pass.sums
        }
        let median = times.sorted()[Self.passes / 2]
        let texts = sums.map { "\($0)" }.joined(separator: ",")
        return """
            {"workload":"\(name)","venue":"-","cpu_seconds":\(median),"trades":\(input[0].count),"sums":[\(texts)]}
            """
    }

    private func pass() throws -> (cpu: Double, sums: [Double]) {
        switch name {
        case "indicators": indicators()
        case "features": features()
        default: try stage()
        }
    }

    private func indicators() -> (cpu: Double, sums: [Double]) {
        let width = IndicatorTable.columns
        var rows = [Double](repeating: 0, count: input[0].count * width)
        let start = cpuSeconds()
        var table = IndicatorTable()
        rows.withUnsafeMutableBufferPointer { rows in
            guard var row = rows.baseAddress else { return }
            for index in input[0].indices {
                table.update(
                    high: input[1][index], low: input[2][index], close: input[3][index], volume: input[4][index],
                    into: row)
                row += width
            }
        }
        return (cpuSeconds() - start, sums(of: rows, width: width))
    }

    private func features() -> (cpu: Double, sums: [Double]) {
        // Vectors are handed on and freed, as the store does it: keeping them all would measure the kernel's pages.
        var last: [Double] = []
        let start = cpuSeconds()
        var engine = FeatureEngine()
        for index in input[0].indices {
            last = engine.update(openTime: openTime(index), own: minute(index), companion: companion(index))
        }
        let cpu = cpuSeconds() - start
        return (cpu, last.isEmpty ? [] : sumsOfFeatures())
    }

    private func sumsOfFeatures() -> [Double] {
        var engine = FeatureEngine()
        let rows = input[0].indices.flatMap { index in
            engine.update(openTime: openTime(index), own: minute(index), companion: companion(index))
        }
        return sums(of: rows, width: FeatureSet.definitions.count)
    }

    /// Both instruments from candles to vectors, as an import does it; half of the time is one instrument's.
    private func stage() throws -> (cpu: Double, sums: [Double]) {
        let bitcoin = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        let ether = Instrument(venue: .kraken, symbol: try Symbol("ETH/USD"))
        let candles = input[0].indices.map { [candle(bitcoin, $0), candle(ether, $0)] }
        var count = 0
        var vectors: [FeatureVector] = []
        let start = cpuSeconds()
        var stage = FeatureStage()
        for minute in candles {
            stage.fold(minute, clock: minute[0].knownTime, into: &vectors)
            count += vectors.count
            vectors.removeAll(keepingCapacity: true)
        }
        stage.finish(into: &vectors)
        let cpu = cpuSeconds() - start
        guard count + vectors.count == 2 * candles.count else { throw BenchFailure(why: "vectors are missing") }
        return (cpu / 2, [])
    }

    private func openTime(_ index: Int) -> Timestamp { Timestamp(seconds: 1_704_067_200 + Int64(index) * 60) }

    private func minute(_ index: Int) -> MinuteInput {
        MinuteInput(
            open: input[0][index], high: input[1][index], low: input[2][index], close: input[3][index],
            volume: input[4][index], buyVolume: input[5][index], tradeCount: input[6][index])
    }

    private func companion(_ index: Int) -> MinuteInput {
        let close = input[7][index]
        return MinuteInput(
            open: close, high: close, low: close, close: close, volume: input[4][index], buyVolume: input[5][index],
            tradeCount: input[6][index])
    }

    private func candle(_ instrument: Instrument, _ index: Int) -> Candle {
        func price(_ column: Int) -> Price { Price(raw: Int64((input[column][index] * 1e9).rounded())) }
        func volume(_ column: Int) -> Volume { Volume(raw: Int128((input[column][index] * 1e8).rounded())) }
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime(index), open: price(0), high: price(1),
            low: price(2), close: price(3), volume: volume(4), buyVolume: volume(5), notional: nil,
            tradeCount: Int(input[6][index]), identifiers: nil, state: .final,
            knownTime: openTime(index) + .seconds(61))
    }

    /// Of the numbers in each column.
    private func sums(of rows: [Double], width: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: width)
        for (index, value) in rows.enumerated() where !value.isNaN { sums[index % width] += value }
        return sums
    }
}
