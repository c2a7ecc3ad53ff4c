import WickDomain
import WickFrames
import WickPipeline

/// A recording that is started and stopped by a key, and how large it has grown. Owned by one command.
struct ScreenRecording: Sendable {
    /// Keys that wait; more than a person presses while one is answered.
    private static let maximumPresses = 16
    /// How often its size is looked at.
    private static let interval: Duration = .seconds(1)

    let recorder: RecorderActor
    /// Or why there is none, which matters when somebody wants to record.
    private let folder: Result<String, any Error>
    private let workstation: Workstation
    private let presses: AsyncStream<Void>
    private let input: AsyncStream<Void>.Continuation

    /// - Parameter report: is told what happens to the files.
    init(
        _ configuration: Configuration, _ live: LiveSetup, workstation: Workstation,
        report: @escaping @Sendable (RecorderEvent) -> Void
    ) {
        folder = Result { try configuration.recordingFolder ?? DataFolder.recordings(for: "recording") }
        self.workstation = workstation
        recorder = RecorderActor(
            RecorderConfiguration(folder: (try? folder.get()) ?? "", maximumFileBytes: configuration.rotationMiB << 20),
            header: live.header, clock: live.clock, isPaused: true, report: report)
        (presses, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumPresses))
    }

    /// Starts or stops, as soon as `run` comes to it.
    func toggle() { input.yield() }

    /// Runs until it is cancelled; the pipeline ends the file.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await watch() }
            for await _ in presses { await change() }
            group.cancelAll()
        }
    }

    private func change() async {
        if await recorder.startTime != nil {
            await recorder.pause()
            await workstation.update { $0.setRecording(.off) }
            return
        }
        do {
            try FolderMaking.make(try folder.get())
            try await recorder.open()
            await show()
        } catch {
            let place = (try? folder.get()).map { "recording in \($0): " } ?? ""
            let reason = "\(error)"
            await workstation.update {
                $0.setRecording(.failed(reason))
                $0.log(.failure, place + reason)
            }
        }
    }

    private func watch() async {
        while true {
            do { try await ContinuousClock().sleep(for: Self.interval) } catch { return }
            await show()
        }
    }

    private func show() async {
        guard let since = await recorder.startTime else { return }
        let bytes = await recorder.fileBytes
        await workstation.update(isVisible: false) { $0.setRecording(.on(bytes: bytes, since: since)) }
    }
}
