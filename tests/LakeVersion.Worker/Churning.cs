using System.Globalization;
using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Worker;

/// <summary>Writers of one branch that leave much behind: each keeps a few files of its own, puts new ones, copies from old revisions, and makes tags.</summary>
/// <remarks>
/// A file <c>files/N.txt</c> says <c>N</c>, or what it is a copy of; every eighth is an object of its own. What a commit does stands in its message, so that
/// whoever reads the log knows what the branch must hold.
/// </remarks>
internal static class Churning
{
    /// <summary>From here on, content is an object of its own rather than part of a pack.</summary>
    private const int LargeBytes = (1 << 20) + 1;

    private const int Writers = 3;
    private const int Each = 10_000;
    private const int Held = 12;

    // Who stood still for long may have lost to many.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Writes until it is killed.</summary>
    public static async Task<int> ForeverAsync(string location, int first)
    {
        await using var lake = await Writing.OpenAsync(location, $"worker-{first}");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(lake, first + (writer * Each)))));
        return 0;
    }

    private static async Task WriteAsync(Lake lake, int first)
    {
        var random = new Random(first);
        var held = new Queue<int>();
        for (var number = first; number < first + Each; number++)
        {
            try
            {
                await CommitAsync(lake, number, held, random);
                held.Enqueue(number);
                await Console.Out.WriteLineAsync(number.ToString(CultureInfo.InvariantCulture));
                if (random.Next(20) == 0)
                {
                    await lake.CreateTagAsync($"t{number}", $"main~{random.Next(10)}");
                }
            }
            catch (LakeException e) when (IsExpected(e.Kind))
            {
                // A later number goes on from what the branch holds then.
                await Console.Out.WriteLineAsync($"{e.Kind}: {e.Message}");
                held = new Queue<int>(await HeldAsync(lake, first));
            }
        }
    }

    private static async Task CommitAsync(Lake lake, int number, Queue<int> held, Random random)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        string message;
        if (random.Next(4) == 0 && held.Count > 0)
        {
            var from = await lake.AtAsync($"main~{random.Next(12)}");
            var source = held.ElementAt(random.Next((held.Count + 1) / 2)); // young ones are in few old revisions
            await change.Files.CopyAsync(from, $"files/{source}.txt", $"files/{number}.txt");
            message = $"copy {source} {number}";
        }
        else
        {
            await change.Files.PutAsync($"files/{number}.txt", new MemoryStream(Content(number)));
            message = $"put {number}";
        }

        if (held.Count >= Held && held.TryDequeue(out var oldest))
        {
            await change.Files.DeleteAsync($"files/{oldest}.txt");
            message += $" drop {oldest}";
        }

        // Some hold their uploads for longer than a grace period and an epoch.
        if (random.Next(40) == 0)
        {
            await Task.Delay(random.Next(8000));
        }

        await change.CommitAsync(new CommitOptions { Message = message, Author = "worker", Patience = Patience });
    }

    private static byte[] Content(int number)
    {
        var text = Encoding.UTF8.GetBytes($"{number}\n");
        return number % 8 == 0 ? [.. text, .. new byte[LargeBytes]] : text;
    }

    // What a writer may be told by rights: its base or its uploads expired, an unclear answer, a server that closed a connection meanwhile.
    private static bool IsExpected(LakeErrorKind kind) =>
        kind is LakeErrorKind.Expired or LakeErrorKind.Conflict or LakeErrorKind.Refused or LakeErrorKind.NotFound or LakeErrorKind.Unavailable or LakeErrorKind.Unknown;

    private static async Task<List<int>> HeldAsync(Lake lake, int first)
    {
        var numbers = new List<int>();
        await foreach (var file in (await lake.AtAsync("main")).Files.ListAsync("files/"))
        {
            var number = int.Parse(Path.GetFileNameWithoutExtension(file.Path), CultureInfo.InvariantCulture);
            if (number >= first && number < first + Each)
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }
}
