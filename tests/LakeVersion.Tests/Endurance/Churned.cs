using System.Globalization;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Endurance;

/// <summary>What a lake that workers churned must hold, by what its log says of their commits (<c>put N</c>, <c>copy M N</c>, each with <c>drop N</c> or without).</summary>
internal static class Churned
{
    /// <summary>The numbers of all commits, in the order of the log, and the number that each file of the head says.</summary>
    public static async Task<(IReadOnlyList<int> Commits, SortedDictionary<int, int> Files)> ReplayAsync(Lake lake)
    {
        var messages = new List<string>();
        await foreach (var stored in lake.Store.Logs.NewestFirstAsync(lake.Branch("main").Ref.Log))
        {
            messages.AddRange((stored.Entry.Members ?? []).Reverse().Select(member => member.Message!));
        }

        messages.Reverse();
        var commits = new List<int>();
        var files = new SortedDictionary<int, int>();
        var says = new Dictionary<int, int>();
        foreach (var words in messages.Select(message => message.Split(' ')))
        {
            var numbers = words.Where(word => char.IsAsciiDigit(word[0])).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToList();
            var isCopy = words[0] == "copy";
            var number = numbers[isCopy ? 1 : 0];
            commits.Add(number);
            says[number] = isCopy ? says[numbers[0]] : number;
            files[number] = says[number];
            if (words[^2] == "drop")
            {
                files.Remove(numbers[^1]);
            }
        }

        return (commits, files);
    }

    /// <summary>The number that each file of a revision says, read to the end.</summary>
    public static async Task<SortedDictionary<int, int>> ReadAsync(LakeSnapshot at)
    {
        var files = new SortedDictionary<int, int>();
        await foreach (var file in at.Files.ListAsync("files/"))
        {
            var bytes = await at.Files.ReadAsync(file.Path);
            var end = bytes.Span.IndexOf((byte)'\n');
            files[int.Parse(Path.GetFileNameWithoutExtension(file.Path), CultureInfo.InvariantCulture)] =
                int.Parse(bytes.Span[..end], CultureInfo.InvariantCulture);
        }

        return files;
    }

    /// <summary>How many of the branch's oldest commits say that they expired; the others are read to the end.</summary>
    public static async Task<int> ExpiredAsync(Lake lake, int most)
    {
        var expired = 0;
        var log = lake.Branch("main").Ref.Log;
        for (var n = 2; n < most; n++)
        {
            if (await lake.Store.Logs.TryReadAsync(log, n) is not { Entry.After: { } commit })
            {
                break;
            }

            try
            {
                await ReadAsync(await lake.AtAsync(commit.ToString()));
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
            {
                expired++;
            }
        }

        return expired;
    }
}
