using System.Globalization;
using System.Text;
using LakeVersion.Storage;

// Usage: racer ROOT NAME ROUNDS THREADS. Waits for a line, races for the keys race/0, race/1, …, and writes one line
// for each key won: the round and the thread. A line for anything unexpected begins with a question mark.
var store = new LocalFolderStore(args[0]);
var rounds = int.Parse(args[2], CultureInfo.InvariantCulture);
var threads = int.Parse(args[3], CultureInfo.InvariantCulture);
Console.WriteLine("ready");
Console.ReadLine();
await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() => RaceAsync(thread))));

async Task RaceAsync(int thread)
{
    for (var round = 0; round < rounds; round++)
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{args[1]}-{thread}\n", 500)));
        var outcome = await store.CreateAsync(StoreKey.Parse($"race/{round}"), content).ConfigureAwait(false);
        if (outcome.Result == CreateResult.Created)
        {
            Console.WriteLine($"{round} {thread}");
        }
        else if (outcome.Result != CreateResult.Exists)
        {
            Console.WriteLine($"? {round} {thread} {outcome}");
        }
    }
}
