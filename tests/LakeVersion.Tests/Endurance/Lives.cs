using System.Diagnostics;

namespace LakeVersion.Tests.Endurance;

/// <summary>Processes of one role, one after the other: each is killed at a random moment, and some stand still before, until time is up.</summary>
/// <param name="length">How long processes are started.</param>
/// <param name="longest">The longest that one lives after its first sign of life.</param>
/// <param name="frozen">How many of a hundred stand still before they are killed.</param>
internal sealed class Lives(TimeSpan length, TimeSpan longest, int frozen)
{
    // What was uploaded before may be swept after an epoch of 2 s and two grace periods of 4 s: until its record is made, and until that is carried out.
    private const int LeastFrozenMilliseconds = 8_000;
    private const int MostFrozenMilliseconds = 18_000;

    private readonly long begin = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private readonly List<int> numbers = [];
    private readonly List<string> said = [];

    /// <summary>How many processes there were.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them stood still for a while.</summary>
    public int Frozen { get; private set; }

    /// <summary>The numbers that all of them printed.</summary>
    public IReadOnlyList<int> Numbers => numbers;

    /// <summary>What else they printed.</summary>
    public IReadOnlyList<string> Said => said;

    /// <summary>True once the time is over.</summary>
    public bool AreOver => Stopwatch.GetElapsedTime(begin) >= length;

    /// <summary>One slot: a life at a time. Fails where a process ended by itself.</summary>
    /// <param name="seed">Seeds its random moments.</param>
    /// <param name="arguments">What a life of this number is started with.</param>
    public async Task RunAsync(int seed, Func<int, string[]> arguments)
    {
        var random = new Random(seed);
        while (!AreOver)
        {
            using var worker = WorkerProcess.Start(arguments(Begin()));
            await worker.First;
            if (random.Next(2) == 0)
            {
                // Some get something done first, however slow the machine is.
                await Task.WhenAny(worker.FirstNumber, DelayAsync(int.MaxValue));
            }

            await DelayAsync(random.Next((int)longest.TotalMilliseconds)); // the random moment itself; nothing is waited for
            if (random.Next(100) < frozen && !worker.HasEnded)
            {
                await worker.FreezeAsync(() => DelayAsync(random.Next(LeastFrozenMilliseconds, MostFrozenMilliseconds)));
                await Task.Delay(random.Next(1500));
                lock (gate)
                {
                    Frozen++;
                }
            }

            if (worker.HasEnded)
            {
                var (exitCode, errors) = await worker.EndAsync();
                Assert.Fail($"A process ended by itself with {exitCode}: {errors}");
            }

            await EndAsync(worker);
        }
    }

    // No longer than the time that is left.
    private Task DelayAsync(int milliseconds)
    {
        var left = length - Stopwatch.GetElapsedTime(begin);
        return Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(left.TotalMilliseconds, 0, milliseconds)));
    }

    private int Begin()
    {
        lock (gate)
        {
            return ++Count;
        }
    }

    private async Task EndAsync(WorkerProcess worker)
    {
        var printed = await worker.KillAsync();
        lock (gate)
        {
            numbers.AddRange(printed);
            said.AddRange(worker.Said);
        }
    }
}
