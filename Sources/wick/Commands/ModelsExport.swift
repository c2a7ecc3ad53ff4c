import ArgumentParser
import Foundation
import WickDomain
import WickLearning
import WickPipeline
import WickStore

struct ModelsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write one version to a file.",
        discussion: """
            json and ubjson are XGBoost's own forms: Python's xgboost loads them and predicts the same to the last bit of Float32, in basis
            points of log return (1e-4), from the features in the order of the schema. wick is the form that the registry keeps, which
            wick replay --models reads.

              wick models export 3 --format ubjson model.ubj
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case json, ubjson, wick
    }

    @Argument(help: "Its number.")
    var version: Int

    @Argument(help: ArgumentHelp("The file to make or replace.", valueName: "file"))
    var file: String

    @Option(help: "json, ubjson or wick.")
    var format: Form = .ubjson

    @OptionGroup var registry: RegistryArguments

    func run() throws {
        try registry.use(.readOnly, for: "models export") { store in
            let bytes = try store.artifact(ofModel: version)
            do {
                try Data(try exported(bytes)).write(to: URL(filePath: file), options: .atomic)
            } catch let error as LearningError {
                throw CommandFailure(what: "models export", why: "\(error)")
            } catch {
                throw CommandFailure(
                    what: "models export \(file)", why: "cannot be written: \(error.localizedDescription)")
            }
        }
    }

    private func exported(_ bytes: [UInt8]) throws(LearningError) -> [UInt8] {
        switch format {
        case .wick: bytes
        case .json: try Forecaster(try ModelArtifact(encoded: bytes)).export(.json)
        case .ubjson: try Forecaster(try ModelArtifact(encoded: bytes)).export(.ubjson)
        }
    }
}
