import WickDomain
import WickFrames
import WickLearning
import WickPipeline
import WickStore

/// Models in a live run: who predicts, and training on request. Owned by one command.
struct LiveLearning: Sendable {
    let forecasts: ForecastActor
    let store: Store
    /// What R trains, in this order.
    let targets: [ForecastTarget]
    /// The champions of the last run.
    let champions: [ChampionNote]

    init(_ store: Store, _ instruments: [Instrument], _ start: LiveStart) {
        self.store = store
        targets = instruments.sorted().map { ForecastTarget(instrument: $0) }
        champions = start.champions
        let epoch = ContinuousClock.now
        forecasts = ForecastActor(
            stage: ForecastStage(models: StoredModels(store), history: start.history),
            clock: { ContinuousClock.now - epoch })
    }

    /// Champions become known as frames, so that a recording tells which model predicted.
    func announce(_ champion: ChampionNote, in live: LiveSetup) { announce(.champion(champion), in: live) }

    /// The rolling errors of every target that has any.
    var errors: [(target: ForecastTarget, errors: RollingErrors)] {
        get async {
            var found: [(target: ForecastTarget, errors: RollingErrors)] = []
            for target in targets {
                if let errors = await forecasts.errors(of: target) { found.append((target, errors)) }
            }
            return found
        }
    }

    /// Of every champion.
    var drift: [[DriftMonitor.FeatureDrift]] {
        get async {
            var found: [[DriftMonitor.FeatureDrift]] = []
            for target in targets { found.append(await forecasts.drift(of: target)) }
            return found
        }
    }

    func announceChampions(in live: LiveSetup) {
        for champion in champions { announce(champion, in: live) }
    }

    func announce(_ note: Note, in live: LiveSetup) {
        var batch = FrameBatch(header: live.header)
        batch.append(
            Frame(receivedNanoseconds: live.clock.wallNanoseconds, origin: .note, payload: note.payload))
        // A run that is ending does without: the next one begins with the champions of the store.
        live.channel.offer(batch)
    }
}
