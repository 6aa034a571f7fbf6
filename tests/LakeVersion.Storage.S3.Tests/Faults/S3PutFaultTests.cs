using System.Security.Cryptography;
using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class S3PutFaultTests : S3FaultCase
{
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Puts_store_the_whole_object_or_none_and_never_other_bytes(ProxyFault fault)
    {
        for (var i = 0; i < Rounds || (i < MostRounds && IsSpared(fault, reading: false)); i++)
        {
            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);

            // Only an upload in parts is answered with bodies that can be slow or flipped: what chance spared in the first round needs another one.
            var content = RandomNumberGenerator.GetBytes(i is 0 or >= Rounds ? 20 << 20 : 50_000);
            await CheckPutAsync(StoreKey.Parse($"put/{i}"), content, key => lying.PutAsync(key, content).AsTask(), fault);
            using var stream = new MemoryStream(content);
            await CheckPutAsync(StoreKey.Parse($"stream/{i}"), content, key => lying.PutAsync(key, stream).AsTask(), fault);
        }

        CheckStruck(fault, reading: false);
    }
}
