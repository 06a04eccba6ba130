import { testSeeds } from "./simulation/seeds.ts";

testSeeds(101, 100);
