using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class S3DeleteFaultTests : S3FaultCase
{
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Deletes_take_away_what_was_named_and_nothing_else(ProxyFault fault)
    {
        for (var i = 0; i < Rounds; i++)
        {
            StoreKey[] keys = [.. Enumerable.Range(0, (i % 2 * 2) + 1).Select(j => StoreKey.Parse($"delete/{i}/{j}"))];
            foreach (var key in keys)
            {
                await clean.PutAsync(key, Old);
            }

            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);
            if (await TryAsync(() => lying.DeleteAsync(keys).AsTask(), fault))
            {
                Assert.Empty(await clean.ListAsync(new ListRequest { Prefix = $"delete/{i}/" }).ToListAsync());
            }
        }

        await gateway.Proxy.DrainAsync();
        Assert.True((await clean.GetAsync(OldKey))!.Value.Span.SequenceEqual(Old));
    }
}
