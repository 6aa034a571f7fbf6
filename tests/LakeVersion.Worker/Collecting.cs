using System.Globalization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;

namespace LakeVersion.Worker;

/// <summary>A collector that never rests.</summary>
internal static class Collecting
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Collects until it is killed; prints how much each run that was carried out to the end freed.</summary>
    public static async Task<int> ForeverAsync(string location, CollectorMutants mutants)
    {
        await using var lake = await Writing.OpenAsync(location, "collector");
        lake.Store.Collector.Mutants = mutants;
        await Console.Out.WriteLineAsync("ready");
        while (true)
        {
            try
            {
                var result = await lake.Store.Collector.RunAsync(new CollectorOptions { Author = "collector" });
                if (result.Freed is { } freed)
                {
                    await Console.Out.WriteLineAsync(freed.FreedCount.ToString(CultureInfo.InvariantCulture));
                }
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Unknown)
            {
                await Console.Out.WriteLineAsync($"{e.Kind}: {e.Message}");
            }

            await Task.Delay(Pause);
        }
    }
}
