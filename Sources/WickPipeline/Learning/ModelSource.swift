import Foundation
public import WickFrames
public import WickLearning
public import WickStore

/// Where the bytes of a champion are found by their digest.
public protocol ModelSource: Sendable {
    /// - Throws: why there is no such model, or why it cannot be used.
    func artifact(_ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact
}

/// Why a champion cannot be had.
public enum ModelSourceError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(version: Int, sha256: String, place: String)
    case unreadable(version: Int, reason: String)

    public var description: String {
        switch self {
        case .missing(let version, let digest, let place):
            "model \(version) (SHA-256 \(digest.prefix(12))…) is not in \(place)"
        case .unreadable(let version, let reason): "model \(version): \(reason)"
        }
    }

    /// Reads bytes that are said to have a digest.
    static func decode(_ bytes: [UInt8], _ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact {
        do throws(LearningError) { return try ModelArtifact(encoded: bytes) } catch {
            throw .unreadable(version: champion.version, reason: "\(error)")
        }
    }
}

/// The registry of a store.
public struct StoredModels: ModelSource {
    private let store: Store

    public init(_ store: Store) { self.store = store }

    public func artifact(_ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact {
        let bytes: [UInt8]?
        do throws(StoreError) {
            // Another store may have given the same model another number.
            let record = try store.models().last { $0.sha256 == champion.sha256 }
            bytes = try record.map { record throws(StoreError) in try store.artifact(ofModel: record.version) }
        } catch {
            throw .unreadable(version: champion.version, reason: "\(error)")
        }
        guard let bytes else {
            throw .missing(version: champion.version, sha256: champion.sha256, place: "'\(store.path)'")
        }
        return try ModelSourceError.decode(bytes, champion)
    }
}

/// A folder of exported models (`wick models export N --format wick FILE`), whatever the files are called.
public struct ModelFolder: ModelSource {
    /// A model of 300 trees has about 1 MB.
    public static let maximumFileBytes = 256 << 20

    private let path: String

    public init(path: String) { self.path = path }

    public func artifact(_ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
            throw .unreadable(
                version: champion.version, reason: "the folder '\(path)' cannot be read: \(error.localizedDescription)")
        }
        for name in names {
            let file = URL(filePath: path).appending(path: name)
            // Folders, and what may not be read, are not the model.
            guard let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize,
                size <= Self.maximumFileBytes, let data = try? Data(contentsOf: file),
                SHA256.hexadecimal(of: [UInt8](data)) == champion.sha256
            else { continue }
            return try ModelSourceError.decode([UInt8](data), champion)
        }
        throw .missing(version: champion.version, sha256: champion.sha256, place: "the folder '\(path)'")
    }
}

/// No models at all: every champion is missing.
public struct NoModels: ModelSource {
    public init() {}

    public func artifact(_ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact {
        throw .missing(version: champion.version, sha256: champion.sha256, place: "a store: none is used")
    }
}
