namespace LakeVersion.Storage.Local;

/// <summary>Finds out whether a folder's file system creates atomically, by racing creators of one name.</summary>
/// <remarks>
/// A file system may lack the call, or have it and check before it writes; only a race tells. Names are drawn before
/// the race, so that a run with injected entropy repeats itself.
/// </remarks>
internal static class AtomicCreateProbe
{
    private const int Racers = 4;
    private const int Rounds = 4;

    /// <summary>Races in the temporary folder, and deletes leftovers of crashed writers on the way.</summary>
    /// <exception cref="LakeException">Unsupported: a round had no winner, or several.</exception>
    public static async Task RunAsync(IFileLayer layer, LocalPaths paths, TemporaryFiles temporaries)
    {
        temporaries.MakeFolder();
        temporaries.Sweep();
        var names = new string[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            names[round] = temporaries.DrawName();
        }

        foreach (var name in names)
        {
            var winners = await RaceAsync(layer, temporaries, name).ConfigureAwait(false);
            if (winners != 1)
            {
                throw new LakeException(
                    LakeErrorKind.Unsupported,
                    $"The folder '{paths.Root}' cannot hold a lake: of {Racers} writers that created one name at once, {winners} "
                    + "succeeded, and exactly one must. Its file system has no atomic create. Use a local disk, or an object store "
                    + "with create-only puts.");
            }
        }
    }

    private static async Task<int> RaceAsync(IFileLayer layer, TemporaryFiles temporaries, string name)
    {
        var files = new List<TemporaryFile>(Racers);
        try
        {
            for (var racer = 0; racer < Racers; racer++)
            {
                var file = temporaries.Create($"{name}-{racer}");
                files.Add(file);
                file.Close();
            }

            // Threads of their own: on a busy pool the racers would run one after another, or wait for each other for ever.
            using var start = new Barrier(Racers);
            var path = temporaries.PathOf(name);
            var races = files.Select(file => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return layer.TryName(file.Path, path);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default));
            var outcomes = await Task.WhenAll(races).ConfigureAwait(false);
            return outcomes.Count(static won => won);
        }
        finally
        {
            files.ForEach(static file => file.Dispose());
            TemporaryFile.DeleteQuietly(layer, temporaries.PathOf(name));
        }
    }
}
