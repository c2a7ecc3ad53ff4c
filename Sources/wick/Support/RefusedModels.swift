import WickFrames
import WickPipeline

/// The champions of a replay that could not be used, each said once. Owned by the replay command.
struct RefusedModels {
    private static let maximumLines = 20

    private(set) var lines: [String] = []
    private(set) var count = 0

    mutating func add(_ champions: [PredictionStage.Champion]) {
        for champion in champions {
            guard case .unfit(let reason) = champion.fitness else { continue }
            let model = "model \(champion.note.version)"
            let words = reason.hasPrefix(model) ? reason : "\(model): \(reason)"
            let line = "\(champion.note.target): no predictions by \(words)"
            guard !lines.contains(line) else { continue }
            count += 1
            if lines.count < Self.maximumLines { lines.append(line) }
        }
    }

    func report() {
        for line in lines { Console.error("wick replay: \(line)") }
        if count > lines.count { Console.error("wick replay: … and \(count - lines.count) more models") }
    }
}
