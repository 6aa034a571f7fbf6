using System.Globalization;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Simulation.Checking;

/// <summary>Accounts, each a file with its balance and the word of who wrote it last: in every state they add up to the same.</summary>
internal sealed class Bank(World world, StoredStates states)
{
    public const int Accounts = 4;
    public const int Total = Accounts * 100;
    public const string Folder = "bank/";

    private readonly Dictionary<ContentHash, int> sums = [];

    public static string Account(int number) => $"{Folder}a{number}";

    public static string Content(int balance, string word) => string.Create(CultureInfo.InvariantCulture, $"{balance};{word}");

    public static int Balance(string content) => int.Parse(content.Split(';')[0], CultureInfo.InvariantCulture);

    /// <summary>Holds a state to the sum. Before the bank was opened there is none.</summary>
    public void Check(CommitId commit, string where)
    {
        var root = states.Commit(commit).Record.Root;
        if (!sums.TryGetValue(root, out var sum))
        {
            var accounts = states.Of(commit).Entries.Where(entry => entry.Key.StartsWith(Folder, StringComparison.Ordinal)).ToList();
            sum = accounts.Sum(entry => Balance(states.Text(entry.Value)));
            sums.Add(root, accounts.Count == 0 ? Total : sum);
            sum = sums[root];
        }

        if (sum != Total)
        {
            throw world.Fail(new Violation($"{where}: the accounts add up to {sum} instead of {Total} in commit {commit.Abbreviated}"));
        }
    }
}
