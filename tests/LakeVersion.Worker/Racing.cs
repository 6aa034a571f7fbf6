using System.Globalization;
using System.Text;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Worker;

/// <summary>Many writers of one branch in one process.</summary>
internal static class Racing
{
    // Writers that share no lake make no groups, so many must lose often.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Each writer puts files of its own; <paramref name="apart"/> gives each a lake of its own, so that no commits are grouped.</summary>
    public static async Task<int> PutAsync(string location, int first, int writers, int count, bool apart)
    {
        await using var shared = await Writing.OpenAsync(location, $"worker-{first}");
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            await using var own = apart ? await Writing.OpenAsync(location, $"worker-{first}") : null;
            for (var number = first + (writer * count); number < first + ((writer + 1) * count); number++)
            {
                await PutAsync(own ?? shared, number, $"worker-{first}");
            }
        })));
        return 0;
    }

    private static async Task PutAsync(Lake lake, int number, string author)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.PutAsync($"files/{number}.txt", new MemoryStream(Encoding.UTF8.GetBytes($"{number}")));
        await change.CommitAsync(new CommitOptions { Message = $"Put {number}", Author = author, Patience = Patience });
        await Console.Out.WriteLineAsync(number.ToString(CultureInfo.InvariantCulture));
    }
}
