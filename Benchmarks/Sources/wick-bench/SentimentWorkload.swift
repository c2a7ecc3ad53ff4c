import Foundation
import WickNews

/// The lexicon over a file of headlines, one a line, on one thread.
struct SentimentWorkload {
    private static let passes = 5

    private let headlines: [String]

    init(path: String) throws {
        headlines = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self).split(separator: "\n")
            .map(String.init)
        guard !headlines.isEmpty else { throw BenchFailure(why: "no headlines in \(path)") }
    }

    /// The median pass as a JSON object; the sum says that something was computed.
    func run() -> String {
        let lexicon = LexiconScorer()
        var times: [Double] = []
        var sum = 0.0
        for _ in 0..<Self.passes {
            let start = cpuSeconds()
            for headline in headlines { sum += lexicon.assess(headline).sentiment }
            times.append(cpuSeconds() - start)
        }
        let median = times.sorted()[Self.passes / 2]
        return """
            {"workload":"sentiment","headlines":\(headlines.count),"cpu_seconds":\(median),\
            "headlines_per_second":\(Int(Double(headlines.count) / median)),"sum":\(sum)}
            """
    }
}
